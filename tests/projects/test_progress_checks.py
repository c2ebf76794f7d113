"""Each check of 月报 and 调度表 at its cell, and what an import may not touch."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from projects import filings
from projects.filters import month_entries
from projects.imports import import_progress, import_projects, progress_plan
from projects.models import FilingSource, FilingState, FilingStep, Period, PeriodClosed, ProgressFiling, Project
from projects.monthly import month_totals
from projects.outcome import ImportOutcome
from tests.projects.books import edited, faults, hints
from tests.projects.samples import AT, LEDGER_FILE, LIST_FILE, OCTOBER, OFFICIAL_FILE, SEPTEMBER
from units.models import User
from units.refusals import NotAllowed, Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("listed")]

ROAD = "2410-500104-04-01-392139"


def take(
    by: User, file: Path, cells: dict[str, Any], shape: Callable[[Worksheet], None] | None = None, month: date = OCTOBER
) -> ImportOutcome:
    return import_progress(file=edited(file, cells, shape), name=file.name, month=month, by=by, at=AT)


LEDGER_FAULTS = [
    ({"C3": "2402-500104-04-01-746748"}, ("C3", "project_code_checksum")),
    ({"C3": "2304-500110-04-01-886979"}, ("C3", "project_unknown")),
    ({"C3": None, "B3": "没有的项目"}, ("B3", "project_unknown")),
    ({"C4": "2402-500104-04-01-746747"}, ("C4", "project_double")),
    ({"L3": "开挖中"}, ("L3", "look_unknown")),
    ({"F3": -1}, ("F3", "negative")),
    ({"Q3": -1}, ("Q3", "negative")),
    ({"Q3": 1.5}, ("Q3", "not_an_integer")),
    ({"F3": "很多"}, ("F3", "not_a_number")),
    ({"Q3": 161}, ("Q3", "contradiction")),
    ({"S3": 161}, ("S3", "contradiction")),
    ({"M3": "字" * 101}, ("M3", "too_long")),
    ({"A1": "2026年9月进展情况月报表"}, ("A1", "month_differs")),
]


@pytest.mark.parametrize(("cells", "fault"), LEDGER_FAULTS, ids=[f"{kind}-{cell}" for _, (cell, kind) in LEDGER_FAULTS])
def test_a_fault_in_the_ledger_blocks_the_whole_file(lin: User, cells: dict[str, Any], fault: tuple[str, str]) -> None:
    outcome = take(lin, LEDGER_FILE, cells)
    assert faults(outcome) == {fault}
    assert not ProgressFiling.objects.exists()
    assert not Period.objects.exists()


OFFICIAL_FAULTS = [
    ({"C6": "没有的项目"}, ("C6", "project_unknown")),
    ({"C7": "跳磴镇高标准农田建设项目"}, ("C7", "project_double")),
    ({"K6": "√"}, ("K6", "look_twice")),
    ({"J6": "正在干"}, ("J6", "not_a_tick")),
    ({"N6": 249}, ("N6", "part_exceeds")),
    ({"M6": -5}, ("M6", "negative")),
]


@pytest.mark.parametrize(
    ("cells", "fault"), OFFICIAL_FAULTS, ids=[f"{kind}-{cell}" for _, (cell, kind) in OFFICIAL_FAULTS]
)
def test_a_fault_in_the_official_form_blocks_the_whole_file(
    lin: User, cells: dict[str, Any], fault: tuple[str, str]
) -> None:
    assert faults(take(lin, OFFICIAL_FILE, cells)) == {fault}
    assert not ProgressFiling.objects.exists()


LEDGER_HINTS = [
    ({"B3": "三纵线"}, ("B3", "name_differs")),
    ({"E3": 42001}, ("E3", "plan_differs")),
    ({"H3": 61.0}, ("H3", "rate_differs")),
    ({"K3": 80}, ("K3", "rate_differs")),
    ({"G3": None}, ("G3", "blank")),
    ({"G3": "-"}, ("G3", "blank")),
]


@pytest.mark.parametrize(("cells", "hint"), LEDGER_HINTS, ids=[f"{kind}-{cell}" for _, (cell, kind) in LEDGER_HINTS])
def test_what_looks_odd_in_the_ledger_is_listed(lin: User, cells: dict[str, Any], hint: tuple[str, str]) -> None:
    outcome = take(lin, LEDGER_FILE, cells)
    assert outcome.errors == []
    assert hints(outcome) == {hint}


def test_a_rate_that_agrees_is_not_mentioned_as_percent_or_as_number(lin: User) -> None:
    assert hints(take(lin, LEDGER_FILE, {"H3": 60.9, "K3": 0.86})) == set()


OFFICIAL_HINTS = [
    ({"J6": None}, ("I6", "look_missing")),
    ({"M6": 401}, ("M6", "part_exceeds")),
    ({"G6": 613}, ("G6", "part_exceeds")),
    ({"F6": 611}, ("F6", "total_differs")),
]


@pytest.mark.parametrize(
    ("cells", "hint"), OFFICIAL_HINTS, ids=[f"{kind}-{cell}" for _, (cell, kind) in OFFICIAL_HINTS]
)
def test_what_looks_odd_in_the_official_form_is_listed(lin: User, cells: dict[str, Any], hint: tuple[str, str]) -> None:
    outcome = take(lin, OFFICIAL_FILE, cells)
    assert outcome.errors == []
    assert hints(outcome) == {hint}


def test_two_projects_of_one_name_need_the_code(lin: User) -> None:
    Project.objects.filter(code="2511-500104-04-01-692474").update(name="建胜镇产业道路硬化工程")
    outcome = take(lin, OFFICIAL_FILE, {"C8": "八桥镇排洪沟整治工程"})
    assert faults(outcome) == {("C7", "project_ambiguous"), ("C8", "project_unknown")}
    message = next(problem.message for problem in outcome.errors if problem.cell == "C7")
    assert "2410-500104-04-01-392139、2511-500104-04-01-692474" in message


def test_a_project_off_the_years_list_is_refused(lin: User) -> None:
    Project.objects.get(code=ROAD).entries.all().delete()
    assert faults(take(lin, LEDGER_FILE, {})) == {("C11", "project_unknown")}


@pytest.fixture
def filed_september(lin: User, listed: None) -> None:
    outcome = take(lin, LEDGER_FILE, {"A1": "2026年9月进展情况月报表"}, month=SEPTEMBER)
    assert outcome.ok, outcome.lines()


@pytest.mark.usefixtures("filed_september")
def test_before_this_month_is_compared_with_last_months_sum_and_both_are_named(lin: User) -> None:
    outcome = take(lin, LEDGER_FILE, {"F11": 362.88, "J11": 1})
    said = {problem.cell: problem.message for problem in outcome.warnings if problem.kind == "before_differs"}
    assert "F11" not in said
    assert said["I11"] == "本月前累计拨付资金填的是280.87万元，而2026年9月累计为312.08万元，相差-31.21万元，请核对。"


@pytest.mark.usefixtures("filed_september")
def test_a_falling_sum_is_an_error_for_the_office_until_it_is_explained(lin: User) -> None:
    fallen = {"R11": 11, "Q11": 8, "S11": 6}
    outcome = take(lin, LEDGER_FILE, fallen)
    assert faults(outcome) == {("R11", "sum_fell")}
    assert "本年累计已吸纳就业人数（人）为11人，比2026年9月已报的12人少" in outcome.errors[0].message
    explained = take(lin, LEDGER_FILE, {**fallen, "U2": "情况说明", "U11": "核减一名重复登记人员"})
    assert explained.errors == []
    assert ProgressFiling.objects.get(project__code=ROAD, period__month=OCTOBER).explanation == "核减一名重复登记人员"


@pytest.mark.usefixtures("filed_september")
def test_a_falling_sum_in_a_units_draft_is_a_warning_for_now(chen_filer: User) -> None:
    def three_rows(page: Worksheet) -> None:
        page.delete_rows(13, 2)
        page.delete_rows(3, 7)

    outcome = take(chen_filer, LEDGER_FILE, {"R11": 11, "Q11": 8}, three_rows)
    assert outcome.errors == []
    assert ("R4", "sum_fell") in hints(outcome)


def test_yearly_sums_begin_anew_in_january(lin: User) -> None:
    take(lin, LEDGER_FILE, {})
    january = datetime(2027, 2, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    import_projects(
        file=edited(LIST_FILE, {"A1": "大渡口区2027年项目清单"}), name="清单.xlsx", year=2027, by=lin, at=january
    )
    cells = {"A1": "2027年1月月报表", **{f"{column}{row}": 0 for column in "FI" for row in range(3, 15)}, "R11": 8}
    cells["F12"] = 1
    outcome = import_progress(
        file=edited(LEDGER_FILE, cells), name="月报.xlsx", month=date(2027, 1, 1), by=lin, at=january
    )
    assert outcome.errors == []
    assert [(problem.cell, problem.message) for problem in outcome.warnings if problem.kind == "before_differs"] == [
        ("F12", "本月前累计完成投资填的是1.00万元，而年初累计为0.00万元，相差1.00万元，请核对。")
    ]


def test_a_blank_cell_leaves_what_was_filed(lin: User) -> None:
    take(lin, LEDGER_FILE, {})
    outcome = take(lin, LEDGER_FILE, {"G11": None, "T11": 129})
    assert (outcome.updated, outcome.unchanged) == (1, 11)
    road = ProgressFiling.objects.get(project__code=ROAD)
    assert (road.invested_new_fen, road.remuneration_year_fen, road.version) == (39_920_000, 129_000_000, 1)


def test_the_trail_of_an_import_says_what_changed(lin: User) -> None:
    take(lin, LEDGER_FILE, {})
    take(lin, LEDGER_FILE, {"T11": 129})
    step = FilingStep.objects.filter(filing__project__code=ROAD).last()
    assert step is not None
    assert (step.get_act_display(), step.changes) == ("代填", {"remuneration_year_fen": [128_520_000, 129_000_000]})


def _units_filing(chen_filer: User, state: str) -> ProgressFiling:
    outcome = take(chen_filer, OFFICIAL_FILE, {})
    assert outcome.ok
    ProgressFiling.objects.update(state=state)
    return ProgressFiling.objects.get(project__code=ROAD)


@pytest.mark.parametrize(
    ("state", "says"),
    [("reviewing", "请填报人先撤回"), ("submitted", "请办公室先在填报页退回"), ("accepted", "请办公室先在填报页退回")],
)
def test_what_a_unit_has_filed_is_not_overwritten_by_the_office(
    lin: User, chen_filer: User, state: str, says: str
) -> None:
    _units_filing(chen_filer, state)
    outcome = take(lin, OFFICIAL_FILE, {"M7": 199})
    assert faults(outcome) == {("C7", "already_filed")}
    assert says in outcome.errors[0].message
    assert take(lin, OFFICIAL_FILE, {}).unchanged == 3


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_a_units_draft_is_taken_over_by_the_office_with_a_warning(lin: User, chen_filer: User, state: str) -> None:
    filing = _units_filing(chen_filer, state)
    outcome = take(lin, OFFICIAL_FILE, {"M7": 199})
    assert ("C7", "draft_overwritten") in hints(outcome)
    filing.refresh_from_db()
    assert (filing.state, filing.source, filing.accepted_by) == (FilingState.ACCEPTED, FilingSource.OFFICE, lin)


def test_the_office_may_correct_its_own_proxy_filing(lin: User, wei: User) -> None:
    take(lin, LEDGER_FILE, {})
    assert take(wei, LEDGER_FILE, {"T11": 129}).updated == 1


def test_a_unit_does_not_overwrite_the_offices_proxy_filing(lin: User, chen_filer: User) -> None:
    take(lin, OFFICIAL_FILE, {})
    outcome = take(chen_filer, OFFICIAL_FILE, {"M7": 199})
    assert faults(outcome) == {("C7", "already_filed")}
    assert "请联系办公室退回" in outcome.errors[0].message


@pytest.mark.parametrize("state", ["reviewing", "submitted", "accepted"])
def test_a_unit_does_not_overwrite_what_it_has_sent_on(chen_filer: User, state: str) -> None:
    _units_filing(chen_filer, state)
    assert faults(take(chen_filer, OFFICIAL_FILE, {"M7": 199})) == {("C7", "already_filed")}


def test_a_township_that_owns_the_project_imports_its_draft(wang: User) -> None:
    outcome = take(wang, OFFICIAL_FILE, {})
    assert faults(outcome) == {("C6", "not_yours"), ("C8", "not_yours")}

    def one_row(page: Worksheet) -> None:
        page.delete_rows(8)
        page.delete_rows(6)

    assert take(wang, OFFICIAL_FILE, {}, one_row).created == 1


def test_a_closed_month_refuses_an_import(lin: User) -> None:
    Period.objects.create(month=OCTOBER, due_on=date(2026, 11, 5), closed_at=AT, closed_by=lin)
    with pytest.raises(PeriodClosed, match="2026年10月已由林岚于2026年11月3日关账"):
        take(lin, LEDGER_FILE, {})


def test_a_month_that_has_not_begun_is_refused(lin: User) -> None:
    with pytest.raises(Refusal, match="2026年12月还没有开始"):
        take(lin, LEDGER_FILE, {}, month=date(2026, 12, 1))


@pytest.mark.parametrize("who", ["leader", "chen_reviewer", "sysadmin", "auditor"])
def test_others_do_not_import_progress(request: pytest.FixtureRequest, who: str) -> None:
    with pytest.raises(NotAllowed):
        take(request.getfixturevalue(who), LEDGER_FILE, {})


def test_a_filing_changed_meanwhile_stops_the_import_whole(lin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    take(lin, LEDGER_FILE, {})
    original = progress_plan.hold_open

    def somebody_saves(period: Period) -> Period:
        ProgressFiling.objects.filter(project__code=ROAD).update(version=9)
        return original(period)

    monkeypatch.setattr(progress_plan, "hold_open", somebody_saves)
    with pytest.raises(Refusal, match="刚被别人改过"):
        take(lin, LEDGER_FILE, {"T11": 129, "T10": 152})
    assert FilingStep.objects.count() == 12
    assert ProgressFiling.objects.get(project__code="2309-500104-04-01-297321").remuneration_year_fen == 151_900_000


def test_filings_are_made_by_actions_that_pages_know(lin: User) -> None:
    take(lin, LEDGER_FILE, {})
    filing = ProgressFiling.objects.get(project__code=ROAD)
    filings.return_fields(filing=filing, reasons={"workers_year": "请核对"}, by=lin, at=AT)
    assert filing.state == FilingState.RETURNED


def test_a_sum_with_an_unstated_part_is_not_stated(lin: User) -> None:
    """10 万元 of the month alone must never be printed as the year's sum."""
    outcome = take(lin, LEDGER_FILE, {"F3": None, "J4": None})
    assert {("F3", "blank"), ("J4", "blank")} <= hints(outcome)
    first, second = ProgressFiling.objects.select_related("project").order_by("pk")[:2]
    assert (first.invested_before_fen, first.invested_fen) == (None, None)
    assert (second.allocated_new_fen, second.allocated_fen) == (None, None)
    totals = month_totals(month_entries(lin, Period.objects.get()))
    assert totals.invested_fen == sum(filing.invested_fen or 0 for filing in ProgressFiling.objects.all())
    assert totals.allocated_fen == sum(filing.allocated_fen or 0 for filing in ProgressFiling.objects.all())


def test_nothing_comes_before_january(lin: User) -> None:
    cells = {"A1": "2026年1月进展情况月报表", "F3": None, "I3": None}
    outcome = take(lin, LEDGER_FILE, cells, month=date(2026, 1, 1))
    assert outcome.is_saved, outcome.lines()
    assert ("F3", "blank") not in hints(outcome)
    filing = ProgressFiling.objects.order_by("pk")[0]
    assert (filing.invested_before_fen, filing.invested_fen) == (0, filing.invested_new_fen)
    assert (filing.allocated_before_fen, filing.allocated_fen) == (0, filing.allocated_new_fen)
