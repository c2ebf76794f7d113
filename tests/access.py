"""Every page of a floor, opened by one person after another: what each answered, and what it wrote meanwhile."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse

from units.models import AuditEntry

BUSINESS = ["lin", "chen_filer", "chen_reviewer", "wang", "zhao", "leader"]
ADMINISTRATORS = ["sysadmin", "security", "auditor"]
ANSWERS = (200, 302, 403, 404, 405, 422)
ODD = ["x", "99999", "9" * 30, "a\x00b"]
WRITES = ("INSERT", "UPDATE", "DELETE")
OF_THE_TRAIL = {"django_session", "units_auditentry", "units_audithead"}

Pages = Sequence[tuple[str, str]]


def pages_of(patterns: Iterable[URLPattern], keys: Mapping[str, Mapping[str, Any]]) -> Pages:
    """Name and address of each page; one whose object `keys` lacks fails here, so that a new page is covered."""
    return [(pattern.name, reverse(pattern.name, kwargs=dict(keys[pattern.name]))) for pattern in patterns]


def opened(client: Client, address: str) -> Any:
    """The answer to a GET, and that it wrote nothing; of a page that is only posted to, the answer to an empty POST."""
    trail = AuditEntry.objects.count()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    written = [one["sql"] for one in asked if one["sql"].lstrip().upper().startswith(WRITES)]
    assert [sql for sql in written if "django_session" not in sql] == [], address
    assert AuditEntry.objects.count() == trail
    return posted(client, address) if answer.status_code == 405 else answer


def posted(client: Client, address: str, said: Mapping[str, Any] | None = None) -> Any:
    """The answer to a POST; what it writes is taken back, so that the next page finds the world as it was."""
    with transaction.atomic():
        answer = client.post(address, said or {})
        transaction.set_rollback(True)
    return answer


def answers(client: Client, pages: Pages) -> dict[str, Any]:
    """What each page answers to whoever is signed in."""
    return {name: opened(client, address) for name, address in pages}


def unusual(found: Mapping[str, Any], usual: Iterable[int] = ANSWERS) -> dict[str, int]:
    """Pages whose answer has another status than these."""
    return {name: one.status_code for name, one in found.items() if one.status_code not in set(usual)}


def shut(found: Mapping[str, Any]) -> set[str]:
    """Pages that are not this person's."""
    return {name for name, one in found.items() if one.status_code in (403, 404)}


@contextmanager
def writing() -> Iterator[set[str]]:
    """The tables written to within, known at the end."""
    tables: set[str] = set()
    with CaptureQueriesContext(connection) as asked:
        yield tables
    tables |= {one["sql"].split('"')[1] for one in asked if one["sql"].lstrip().upper().startswith(WRITES)}


def changed_tables(client: Client, address: str, said: Mapping[str, Any] | None = None) -> set[str]:
    """The tables a POST writes to."""
    with writing() as tables:
        posted(client, address, said)
    return tables


@contextmanager
def _answered(client: Client) -> Iterator[None]:
    """A page that breaks answers 500 instead of ending the test, so that all of them are told at once."""
    client.raise_request_exception = False
    yield
    client.raise_request_exception = True


def broken_by(client: Client, pages: Pages, said: Mapping[str, Any], *, forms: bool = True) -> set[str]:
    """Pages that break when these words stand in their address, or in the form sent to them."""
    with _answered(client):
        asked = {name: client.get(address, said) for name, address in pages}
        sent = {name: posted(client, address, said) for name, address in pages if forms}
    return {name for found in (asked, sent) for name, one in found.items() if one.status_code >= 500}


def asked(client: Client, pages: Pages, *, forms: bool = True) -> tuple[dict[str, Any], set[str]]:
    """What each page answers, to a GET and to an empty form, and which forms changed a row. Reading writes nothing."""
    with writing() as tables:
        found = {name: client.get(address) for name, address in pages}
    assert tables <= OF_THE_TRAIL
    changed = set()
    for name, address in pages if forms else []:
        with writing() as tables:
            found[f"{name} sent"] = posted(client, address)
        changed |= {name} if tables - OF_THE_TRAIL else set()
    return found, changed


def naming(found: Mapping[str, Any], words: str) -> set[str]:
    """Pages in whose answer these words stand, in the parts of a workbook too."""
    return {name.removesuffix(" sent") for name, one in found.items() if words in _text(one)}


def _text(answer: Any) -> str:
    body = answer.content if not answer.streaming else b"".join(answer.streaming_content)
    if body.startswith(b"PK\x03"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(map(book.read, book.namelist()))
    return str(body.decode(errors="replace"))
