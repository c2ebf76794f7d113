"""Every page of this floor, opened by everybody: out of scope nothing is there, and reading changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from projects.urls import urlpatterns
from tests.projects.conftest import MakeProject
from tests.projects.every_page import OPEN, PHONE, addresses, one_of_everything
from tests.projects.nominating import Nominate
from tests.projects.samples import AT
from units.models import AuditEntry, User

pytestmark = pytest.mark.django_db

BUSINESS = ["lin", "chen_filer", "chen_reviewer", "wang", "zhao", "leader"]
ADMINISTRATORS = ["sysadmin", "security", "auditor"]
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def world(lin: User, chen_filer: User, wang: User, make_project: MakeProject, nominate: Nominate) -> dict[str, Any]:
    return one_of_everything(lin=lin, chen=chen_filer, wang=wang, make_project=make_project, nominate=nominate)


def opened(client: Client, address: str) -> Any:
    """The answer to a GET, and that it wrote nothing; of a page that is only posted to, the answer to an empty POST.

    What the POST writes is taken back, so that the next page finds the world as it was.
    """
    trail = AuditEntry.objects.count()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    written = [one["sql"] for one in asked if one["sql"].lstrip().upper().startswith(WRITES)]
    assert [sql for sql in written if "django_session" not in sql] == [], address
    assert AuditEntry.objects.count() == trail
    return _posted(client, address) if answer.status_code == 405 else answer


def _posted(client: Client, address: str, said: dict[str, str] | None = None) -> Any:
    with transaction.atomic():
        answer = client.post(address, said or {})
        transaction.set_rollback(True)
    return answer


def answers(client: Client, who: str, world: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    client.force_login(request.getfixturevalue(who))
    return {name: opened(client, address) for name, address in addresses(world)}


@pytest.mark.parametrize("who", BUSINESS)
def test_every_page_answers_and_reading_writes_nothing(
    client: Client, world: dict[str, Any], request: pytest.FixtureRequest, who: str
) -> None:
    found = answers(client, who, world, request)
    assert {
        name: one.status_code for name, one in found.items() if one.status_code not in (200, 302, 403, 404, 422)
    } == {}
    assert [name for name, one in found.items() if PHONE.encode() in one.content] == []
    if who == "lin":
        assert {name for name, one in found.items() if one.status_code in (403, 404)} == set()


def test_another_townships_filer_finds_nothing_of_the_project(
    client: Client, world: dict[str, Any], zhao: User, request: pytest.FixtureRequest
) -> None:
    found = answers(client, "zhao", world, request)
    shut = {name for name, one in found.items() if one.status_code in (403, 404)}
    assert set(found) - shut <= OPEN
    told = [name for name, one in found.items() if "道路硬化工程".encode() in one.content]
    assert told == []


@pytest.mark.parametrize("who", ADMINISTRATORS)
def test_the_three_administrators_open_no_page_of_projects(
    client: Client, world: dict[str, Any], request: pytest.FixtureRequest, who: str
) -> None:
    found = answers(client, who, world, request)
    assert {name: one.status_code for name, one in found.items() if one.status_code != 403} == {}


@pytest.mark.parametrize("who", BUSINESS)
def test_an_empty_form_breaks_no_page(
    client: Client, world: dict[str, Any], request: pytest.FixtureRequest, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    found = {name: _posted(client, address).status_code for name, address in addresses(world)}
    assert {name: status for name, status in found.items() if status not in (200, 302, 403, 404, 405, 422)} == {}


@pytest.mark.parametrize("who", ["leader", "zhao"])
def test_a_forged_form_of_who_may_not_act_changes_no_row(
    client: Client, world: dict[str, Any], request: pytest.FixtureRequest, who: str
) -> None:
    """Exports are told to the trail, and nothing else is written."""
    client.force_login(request.getfixturevalue(who))
    told = {"django_session", "units_auditentry", "units_audithead"}
    for name, address in addresses(world):
        with CaptureQueriesContext(connection) as asked:
            _posted(client, address)
        changed = {one["sql"].split('"')[1] for one in asked if one["sql"].lstrip().upper().startswith(WRITES)}
        assert changed <= told, name


ASKED = (
    "year", "page", "sample", "from", "tab", "state", "sector", "items", "key", "special", "q", "project", "turn",
    "step", "month", "period", "collection", "unit", "late", "anew", "next", "responsible", "lacks", "version", "of",
)  # fmt: skip
SAID = (*ASKED, "reason", "act", "code", "name", "answer", "amount_fen", "purpose", "note")


@pytest.mark.parametrize("odd", ["x", "99999", "9" * 30, "a\x00b"])
def test_odd_words_in_an_address_or_a_form_break_no_page(
    client: Client, world: dict[str, Any], lin: User, odd: str
) -> None:
    client.force_login(lin)
    client.raise_request_exception = False
    said = dict.fromkeys(SAID, odd)
    asked = {name: client.get(address, said).status_code for name, address in addresses(world)}
    sent = {name: _posted(client, address, said).status_code for name, address in addresses(world)}
    assert {name for name, status in asked.items() if status >= 500} == set()
    assert {name for name, status in sent.items() if status >= 500} == set()


def test_each_page_has_a_name_of_its_own() -> None:
    names = [pattern.name for pattern in urlpatterns]
    assert len(set(names)) == len(names)
