"""预填表: the month's forms filled in for one's own projects, taken in again, errors at their cells."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from documents.workbooks import read_workbook
from projects.filing_workbook import filing_workbook
from projects.imports import import_progress
from projects.imports.forms import LEDGER, OFFICIAL
from projects.models import FilingState, Period, ProgressFiling, Project, ProjectKind
from tests.projects.figures import WAN, complete, start, submitted
from tests.projects.rolling import Say
from tests.projects.samples import AT, OCTOBER
from units.models import AuditEntry, Unit, User

pytestmark = pytest.mark.django_db
# Made-up codes whose check digit is right: the reader minds it.
CODES = {1: "2410-500104-04-01-392139", 2: "2406-500104-04-01-022933", 3: "2301-500104-04-01-370695"}
Coded = Callable[..., Project]


@pytest.fixture
def coded(make_project: Coded) -> Coded:
    return lambda number=1, **changed: make_project(number, code=CODES[number], **changed)


@pytest.fixture
def road(coded: Coded) -> Project:
    return coded()


def edited(content: bytes, cells: dict[str, object]) -> bytes:
    """The workbook with some cells typed over."""
    book, stream = load_workbook(io.BytesIO(content)), io.BytesIO()
    for place, value in cells.items():
        book.worksheets[0][place] = value
    book.save(stream)
    return stream.getvalue()


def test_the_ledger_is_filled_in_with_what_is_known_and_only_ones_own_projects(
    coded: Coded, september: Period, october: Period, lin: User, chen_filer: User, chen_reviewer: User,
    rolls_say: Say,
) -> None:  # fmt: skip
    road, filed = coded(1), coded(2)
    coded(3, department=Unit.objects.get(name="区交通局"))
    submitted(road, september, chen_filer, chen_reviewer)
    start(filed, october, chen_filer, **complete(workers_on_day=3))
    rolls_say(road, 14, 130 * WAN)
    reading = read_workbook(filing_workbook(period=october, form="ledger", by=chen_filer, at=AT), [LEDGER])
    assert reading.errors == []
    assert reading.preamble[0] == "2026年10月进展情况月报表"
    first, second = reading.rows
    assert (first["code"], first["invested_before_fen"], first["invested_new_fen"], first["look"]) == (
        road.code, 340 * WAN, None, "主体施工",
    )  # fmt: skip
    assert (first["workers_year"], first["remuneration_year_fen"]) == (14, 130 * WAN)
    assert (second["code"], second["workers_on_day"]) == (filed.code, 3)
    assert AuditEntry.objects.filter(act="下载预填表").count() == 1


def test_taken_in_again_as_it_is_nothing_saved_changes_and_an_edited_cell_does(
    road: Project, october: Period, chen_filer: User
) -> None:
    filing = start(road, october, chen_filer, **complete())
    content = filing_workbook(period=october, form="ledger", by=chen_filer, at=AT)
    said = {"name": "月报.xlsx", "month": OCTOBER, "by": chen_filer, "at": AT}
    same = import_progress(file=content, **said)
    assert (same.errors, same.unchanged, same.updated) == ([], 1, 0)
    other = import_progress(file=edited(content, {"G4": 55}), **said)
    filing.refresh_from_db()
    assert (other.errors, other.updated, filing.invested_new_fen) == ([], 1, 55 * WAN)


def test_the_official_form_holds_the_special_projects_with_ticks_and_20_columns(
    coded: Coded, october: Period, chen_filer: User
) -> None:
    coded(1)
    special = coded(2, kind=ProjectKind.SPECIAL)
    start(special, october, chen_filer, look="main_work", relief_issued_fen=320 * WAN)
    content = filing_workbook(period=october, form="official", by=chen_filer, at=AT)
    reading = read_workbook(content, [OFFICIAL])
    assert [row["code"] for row in reading.rows] == [special.code]
    row = reading.rows[0]
    assert (row["look_main_work"], row["look_preparation"], row["relief_issued_fen"]) == (True, False, 320 * WAN)
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet.data_validations.dataValidation
    assert any(cell.comment for line in sheet.iter_rows(max_row=6) for cell in line)


def test_what_is_accepted_is_told_at_its_row_and_nothing_is_saved(
    coded: Coded, october: Period, chen_filer: User, chen_reviewer: User
) -> None:
    road, free = coded(1), coded(2)
    filing = submitted(road, october, chen_filer, chen_reviewer)
    ProgressFiling.objects.filter(pk=filing.pk).update(state=FilingState.ACCEPTED)
    content = edited(filing_workbook(period=october, form="ledger", by=chen_filer, at=AT), {"G4": 55, "G5": 1})
    outcome = import_progress(file=content, name="月报.xlsx", month=OCTOBER, by=chen_filer, at=AT)
    assert [(problem.cell, problem.kind) for problem in outcome.errors] == [("C4", "already_filed")]
    assert not ProgressFiling.objects.filter(project=free).exists()


def test_a_number_below_the_rolls_is_noted_at_its_cell(
    road: Project, october: Period, chen_filer: User, rolls_say: Say
) -> None:
    start(road, october, chen_filer, **complete())
    content = filing_workbook(period=october, form="ledger", by=chen_filer, at=AT)
    rolls_say(road, 15, 24 * WAN)
    outcome = import_progress(file=content, name="月报.xlsx", month=OCTOBER, by=chen_filer, at=AT, dry_run=True)
    assert [(one.kind, one.heading) for one in outcome.warnings if one.kind == "below_rolls"] == [
        ("below_rolls", "本年累计已吸纳就业人数（人）")
    ]


def test_the_page_hands_it_out_to_who_may_import(
    client: Client, road: Project, october: Period, chen_filer: User, leader: User
) -> None:
    address = reverse("grid_workbook", args=["2026-10", "ledger"])
    client.force_login(chen_filer)
    answer = client.post(address)
    assert answer.status_code == 200
    assert len(read_workbook(answer.content, [LEDGER]).rows) == 1
    assert client.get(address).status_code == 405
    assert client.post(reverse("grid_workbook", args=["2026-10", "x"])).status_code == 404
    assert "下载预填月报" in client.get(reverse("import_progress")).content.decode()
    client.force_login(leader)
    assert client.post(address).status_code == 403
