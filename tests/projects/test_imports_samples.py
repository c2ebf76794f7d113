"""The sample workbooks as offices send them go through untouched, with exact totals."""

from datetime import date
from pathlib import Path

import pytest
from django.db.models import Sum

from projects.imports import import_progress, import_projects
from projects.models import FilingSource, FilingState, Funding, ListEntry, Look, ProgressFiling, Project
from tests.projects.samples import AT, LEDGER_FILE, LIST_FILE, OCTOBER, OFFICIAL_FILE
from units.models import AuditEntry, User

pytestmark = pytest.mark.django_db


def test_the_list_gives_twelve_projects_with_the_sheets_own_totals(lin: User) -> None:
    outcome = import_projects(file=LIST_FILE, name=LIST_FILE.name, year=2026, by=lin, at=AT)
    assert (outcome.ok, outcome.created, outcome.updated, outcome.unchanged) == (True, 12, 0, 0), outcome.lines()
    sums = ListEntry.objects.aggregate(
        total=Sum("project__total_fen"), plan=Sum("plan_fen"), workers=Sum("planned_workers"),
        remuneration=Sum("planned_remuneration_fen"),
    )  # fmt: skip
    assert sums == {
        "total": 402180 * 1_000_000, "plan": 111220 * 1_000_000, "workers": 463, "remuneration": 96705 * 10_000,
    }  # fmt: skip


def test_the_list_is_read_to_the_letter(lin: User) -> None:
    import_projects(file=LIST_FILE, name=LIST_FILE.name, year=2026, by=lin, at=AT)
    road = Project.objects.get(code="2410-500104-04-01-392139")
    assert (road.name, road.starts, road.ends) == ("建胜镇产业道路硬化工程", "2026-01", "2026-10")
    assert (road.get_kind_display(), road.get_nature_display(), road.get_stage_display()) == ("专项", "改建", "建设")
    assert (str(road.department), str(road.township), str(road.owner)) == ("区农业农村委", "建胜镇", "建胜镇")
    fundings = [(funding.get_source_display(), funding.label, funding.amount_fen) for funding in road.fundings.all()]
    assert fundings == [("中央预算内资金", "中央预算内资金", 320_000_000), ("区级财政", "区级配套", None)]


def test_the_same_list_again_changes_nothing(lin: User) -> None:
    for _ in range(2):
        outcome = import_projects(file=LIST_FILE, name=LIST_FILE.name, year=2026, by=lin, at=AT)
    assert (outcome.created, outcome.updated, outcome.unchanged) == (0, 0, 12)
    assert (Project.objects.count(), ListEntry.objects.count(), Funding.objects.count()) == (12, 12, 24)


@pytest.fixture
def listed(lin: User) -> None:
    import_projects(file=LIST_FILE, name=LIST_FILE.name, year=2026, by=lin, at=AT)


def progress(file: Path, by: User, **more: bool) -> tuple[int, int, int]:
    outcome = import_progress(file=file, name=file.name, month=OCTOBER, by=by, at=AT, **more)
    assert outcome.ok, outcome.lines()
    return outcome.created, outcome.updated, outcome.unchanged


@pytest.mark.usefixtures("listed")
def test_the_ledger_files_twelve_months_for_the_units(lin: User) -> None:
    assert progress(LEDGER_FILE, lin) == (12, 0, 0)
    filings = ProgressFiling.objects.filter(period__month=OCTOBER)
    assert {(filing.state, filing.source) for filing in filings} == {(FilingState.ACCEPTED, FilingSource.OFFICE)}
    sums = filings.aggregate(Sum("invested_before_fen"), Sum("invested_new_fen"), Sum("workers_year"))
    assert sums == {
        "invested_before_fen__sum": 7_371_614 * 10_000,
        "invested_new_fen__sum": 911_100 * 10_000,
        "workers_year__sum": 430,
    }


@pytest.mark.usefixtures("listed")
def test_the_official_form_fills_its_own_fields_of_the_same_filings(lin: User) -> None:
    progress(LEDGER_FILE, lin)
    assert progress(OFFICIAL_FILE, lin) == (0, 3, 0)
    assert ProgressFiling.objects.count() == 12
    road = ProgressFiling.objects.get(project__code="2410-500104-04-01-392139")
    assert (road.relief_issued_fen, road.relief_paid_fen) == (320_000_000, 198_400_000)
    assert (road.relief_rural_workers, road.relief_posts, road.relief_trained) == (43, 2, 40)
    assert (road.look, road.workers_year, road.remuneration_year_fen) == (Look.MAIN_WORK, 12, 128_520_000)
    assert road.relief_pooled_fen is None


@pytest.mark.usefixtures("listed")
def test_both_forms_again_change_nothing_in_either_order(lin: User) -> None:
    for file in (OFFICIAL_FILE, LEDGER_FILE):
        progress(file, lin)
    assert progress(LEDGER_FILE, lin) == (0, 0, 12)
    assert progress(OFFICIAL_FILE, lin) == (0, 0, 3)


@pytest.mark.usefixtures("listed")
def test_facts_of_the_two_forms_that_clash_are_warned_about(lin: User) -> None:
    progress(LEDGER_FILE, lin)
    outcome = import_progress(file=OFFICIAL_FILE, name="调度表.xlsx", month=OCTOBER, by=lin, at=AT)
    clashes = [(problem.cell, problem.kind) for problem in outcome.warnings if problem.kind == "forms_differ"]
    assert clashes == [("P6", "forms_differ"), ("P7", "forms_differ"), ("P8", "forms_differ")]
    assert "调度表已吸纳农村群众42人，多于月报本年累计吸纳8人" in outcome.warnings[0].message


@pytest.mark.usefixtures("listed")
def test_a_dry_run_counts_and_saves_nothing(lin: User) -> None:
    before = AuditEntry.objects.count()
    assert progress(LEDGER_FILE, lin, dry_run=True) == (12, 0, 0)
    outcome = import_projects(file=LIST_FILE, name="清单.xlsx", year=2026, by=lin, at=AT, dry_run=True)
    assert (outcome.unchanged, outcome.is_saved) == (12, False)
    assert ProgressFiling.objects.count() == 0
    assert AuditEntry.objects.count() == before


@pytest.mark.usefixtures("listed")
def test_a_units_filer_may_not_import_other_units_rows(chen_filer: User) -> None:
    outcome = import_progress(file=LEDGER_FILE, name="月报.xlsx", month=OCTOBER, by=chen_filer, at=AT)
    assert [problem.cell for problem in outcome.errors if problem.kind == "not_yours"] == [
        "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C13", "C14",
    ]  # fmt: skip
    assert not ProgressFiling.objects.exists()


@pytest.mark.usefixtures("listed")
def test_a_units_filer_imports_drafts_of_its_own_projects(chen_filer: User) -> None:
    assert progress(OFFICIAL_FILE, chen_filer) == (3, 0, 0)
    assert {(filing.state, filing.source) for filing in ProgressFiling.objects.all()} == {
        (FilingState.DRAFT, FilingSource.UNIT)
    }


def test_an_earlier_month_asked_for_is_contradicted_by_the_title(lin: User, listed: None) -> None:
    outcome = import_progress(file=LEDGER_FILE, name="月报.xlsx", month=date(2026, 9, 1), by=lin, at=AT)
    assert [(problem.cell, problem.kind) for problem in outcome.errors] == [("A1", "month_differs")]


def test_another_year_asked_for_is_contradicted_by_the_title(lin: User) -> None:
    outcome = import_projects(file=LIST_FILE, name="清单.xlsx", year=2025, by=lin, at=AT)
    assert ("A1", "year_differs") in [(problem.cell, problem.kind) for problem in outcome.errors]
    assert not Project.objects.exists()
