"""Every page of dispatch, opened by everybody: a unit finds its own, a leader only signs, an administrator nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import cycle
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from dispatch import jobs
from dispatch.bulletins import draft_bulletin
from dispatch.editions import draft_edition
from dispatch.issuing import issue_bulletin
from dispatch.models import Audience, Bulletin, BulletinState, FigureRevision, FilingReminder, JobRun, ReminderLetter
from dispatch.reminders.reference import load_reminder_steps
from dispatch.urls import urlpatterns
from projects.models import ChangedDay, Round, RoundRule
from projects.rounds import plan_year
from projects.rounds_reference import load_round_rules
from tests.access import (
    ADMINISTRATORS,
    ODD,
    OF_THE_TRAIL,
    Pages,
    broken_by,
    pages_of,
    posted,
    shut,
    unusual,
    writing,
)
from tests.dispatch.conftest import AT
from units.models import AuditEntry, Unit, User

# On PostgreSQL alone: it minds what SQLite lets pass.
pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
LETTER = {"letter_detail", "letter_pdf sent", "letter_sign_for sent"}
PUBLISHED = {f"bulletin_{what} issued" for what in ("detail", "pdf", "docx", "xlsx")}
# What everybody with a post reads: the calendar, what is issued, and lists of one's own rows.
READ = {
    "calendar_year", "calendar_print", "calendar_export", "calendar_rules", "calendar_days", "period_list",
    "period_detail", "figure_rows", "figure_workbook", "bulletin_list", "reminder_list", "reminder_export",
    "reminder_steps", "letter_list", "verify_page", "job_list", "alert_digest", "alert_digest_list",
    "alert_digest_print",
} | PUBLISHED  # fmt: skip
OWN = "只催一家的道路"


@pytest.fixture(autouse=True)
def _stopped_clock(settings: Settings, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(jobs, "ring", lambda job_id: None)
    monkeypatch.setattr("documents.papers.engine.print_pdf", lambda html: b"%PDF-1.7")
    monkeypatch.setattr("documents.papers.word.composing.compose_docx", lambda paper: b"PK")
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def letter(closed: FigureRevision, lin: User) -> ReminderLetter:
    """To 区农业农村委, of one project that nothing else names."""
    unit = Unit.objects.get(name="区农业农村委")
    named = [{"project": 1, "code": "1", "name": OWN, "due": "2026-11-05", "state": "未报"}]
    told = {"period": closed.period, "unit": unit, "projects": named}
    FilingReminder.objects.create(**told, offset=1, audience=Audience.FILERS, people=1, reminded_at=AT)
    made: ReminderLetter = ReminderLetter.objects.create(
        **told, year=2026, number=1, answer_by=AT.date(), issued_by=lin, issued_at=AT
    )
    return made


@pytest.fixture
def published(closed: FigureRevision, sign: Any, lin: User) -> Bulletin:
    signed = sign(draft_bulletin(period=closed.period, by=lin, at=AT))
    return issue_bulletin(bulletin=signed, by=lin, at=AT, progress=lambda percent, step: None)


@pytest.fixture
def draft(published: Bulletin, lin: User) -> Bulletin:
    return draft_edition(bulletin=published, reason="附表少一行", by=lin, at=AT)


@pytest.fixture
def pages(letter: ReminderLetter, published: Bulletin, draft: Bulletin, lin: User) -> Pages:
    load_round_rules(by=None, at=AT)
    load_reminder_steps(by=None, at=AT)
    plan_year(year=2026, by=None, at=AT)
    day = ChangedDay.objects.create(day=date(2026, 12, 26), is_working=True, basis="调休", set_by=lin, set_at=AT)
    job = JobRun.objects.create(kind="issue", key="1", queued_by=lin, queued_at=AT)
    held = {"letter": letter.pk, "job": job.pk, "bulletin": draft.pk}
    keys = {pattern.name: _arguments(pattern, held, published) for pattern in urlpatterns}
    keys["calendar_day_withdraw"] = {"pk": day.pk}
    issued = [
        (f"{name} issued", address.replace(f"/{draft.pk}/", f"/{published.pk}/"))
        for name, address in pages_of(urlpatterns, keys)
        if "/bulletins/" in address and keys[name]
    ]
    return [*pages_of(urlpatterns, keys), *issued]


def _arguments(pattern: Any, held: dict[str, int], published: Bulletin) -> dict[str, Any]:
    """The object of a page, by the first word of its name."""
    first = pattern.name.split("_")[0]
    fixed = {
        "key": "2026-W45" if first == "alert" else "2026-10",
        "revision_pk": published.revision_id,
        "scope": "total",
        "figure": "completion_rate",
    }
    row = {"calendar_round_edit": Round, "calendar_round_reset": Round, "calendar_rule_withdraw": RoundRule}
    found = held.get(first) or _first(row.get(pattern.name), published)
    return {name: fixed.get(name, found) for name in pattern.pattern.converters}


def _first(model: Any, published: Bulletin) -> int:
    one = model.objects.first() if model else published.revision.figures.first()
    return int(one.pk)


def asked(client: Client, pages: Pages, said: Mapping[str, Any] | None = None) -> tuple[dict[str, Any], set[str]]:
    """What each page answers, to a GET and to a form, and which forms changed a row.

    Reading writes at most who opened what.
    """
    with writing() as tables:
        found = {name: client.get(address) for name, address in pages}
    assert tables <= OF_THE_TRAIL | {"dispatch_reader"}
    changed = set()
    for name, address in pages:
        with writing() as tables:
            found[f"{name} sent"] = posted(client, address, said)
        changed |= {name} if tables - OF_THE_TRAIL else set()
    return found, changed


def open_to(found: Mapping[str, Any]) -> set[str]:
    """Pages that show something, read or sent to."""
    return {name.removesuffix(" sent") for name, one in found.items() if one.status_code == 200}


def naming(found: Mapping[str, Any], words: str) -> set[str]:
    return {name for name, one in found.items() if words in _text(one)}


def _text(answer: Any) -> str:
    body = answer.content
    if body.startswith(b"PK\x03"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(map(book.read, book.namelist()))
    return str(body.decode(errors="replace"))


def test_the_office_opens_every_page_and_each_export_is_counted(client: Client, pages: Pages, lin: User) -> None:
    client.force_login(lin)
    found, _ = asked(client, pages)
    assert unusual(found) == {}
    assert {name for name, one in found.items() if one.status_code == 403} == set()
    assert naming(found, OWN) >= {"letter_detail"}
    for name, address in pages:
        if name.endswith(("_export", "_workbook", "_export issued")) and client.post(address).status_code == 200:
            entry = AuditEntry.objects.first()
            assert entry is not None
            assert (entry.act[:2], entry.by, entry.rows >= 1) == ("导出", lin, True), name


def test_units_read_what_is_everybodys_and_their_own_and_change_nothing(
    client: Client, pages: Pages, chen_filer: User, zhao: User
) -> None:
    client.force_login(chen_filer)
    found, changed = asked(client, pages)
    assert (unusual(found), changed, open_to(found) ^ READ) == ({}, set(), {"letter_detail"})
    client.force_login(zhao)
    found, changed = asked(client, pages)
    assert (unusual(found), changed, open_to(found) ^ READ, naming(found, OWN)) == ({}, set(), set(), set())
    assert shut(found) >= LETTER


def test_a_leader_reads_all_and_writes_nothing_but_the_signature(
    client: Client, pages: Pages, draft: Bulletin, leader: User
) -> None:
    Bulletin.objects.filter(pk=draft.pk).update(state=BulletinState.SIGNING)
    client.force_login(leader)
    found, changed = asked(client, pages, {"version": draft.version, "act": "check", "reason": "无", "answer": "1"})
    assert (unusual(found), changed) == ({}, {"bulletin_sign"})
    assert open_to(found) ^ READ == {"letter_detail", "output_list", "bulletin_detail", "bulletin_sign"}


def test_the_three_administrators_read_nothing_of_the_business(
    client: Client, pages: Pages, request: pytest.FixtureRequest
) -> None:
    empty, system = {"bulletin_list", "job_list"}, {"output_list", "job_detail", "job_status"}
    for who in ADMINISTRATORS:
        client.force_login(request.getfixturevalue(who))
        found, changed = asked(client, pages)
        assert open_to(found) == empty | (system if who == "sysadmin" else set()), who
        assert naming(found, "道路") | naming(found, "管网") | naming(found, "区农业农村委") == set()
        assert changed == ({"job_retry"} if who == "sysadmin" else set())


ASKED = (
    "year", "page", "period", "state", "kind", "standing", "q", "code", "from", "to", "with", "against", "key",
    "opened", "search", "unit", "version", "act", "reason", "month", "day", "signer", "basis", "answer",
)  # fmt: skip


def test_odd_words_in_an_address_or_a_form_break_no_page(client: Client, pages: Pages, lin: User) -> None:
    client.force_login(lin)
    assert broken_by(client, pages, dict(zip(ASKED, cycle(ODD), strict=False))) == set()
