"""Each check alone: which cell, which kind, error or warning; and what silences it."""

from __future__ import annotations

from typing import Any

import pytest

from labor.models import WageStandard, Worker
from projects.models import Project
from projects.outcome import ImportOutcome
from tests.labor.conftest import Import, Register
from tests.labor.sheets import card_number, id_number, line, roll_bytes


def kinds(problems: Any) -> list[tuple[str, str]]:
    return [(problem.cell, problem.kind) for problem in problems]


@pytest.fixture
def check(road: Project, bring_in: Import):
    """Check lines as a dry run for the road: the outcome without the reminder of the floor (R3)."""

    def run(*lines: dict[str, Any], **sheet: Any) -> ImportOutcome:
        outcome = bring_in(road, roll_bytes(lines, **sheet), dry_run=True)
        outcome.warnings = [each for each in outcome.warnings if each.kind != "remuneration_below_floor"]
        return outcome

    return run


def test_a_faultless_line_has_nothing_to_say(check) -> None:
    outcome = check(line(1), line(2))
    assert (outcome.errors, outcome.warnings) == ([], [])


@pytest.mark.parametrize(
    ("changes", "cell", "kind"),
    [
        ({"days": 31.5, "gross": 6615, "net": 6615}, "I4", "days_over_month"),
        ({"days": -1, "gross": -210, "net": -210}, "I4", "days_negative"),
        ({"days": None}, "I4", "days_missing"),
        ({"rate": -210, "gross": -4200, "net": -4200}, "J4", "amount_negative"),
        ({"rate": 2_100_000, "gross": 42_000_000, "net": 42_000_000}, "J4", "amount_too_large"),
        ({"gross": 4201, "net": 4201}, "K4", "gross_mismatch"),
        ({"gross": 4500, "net": 4200}, "K4", "gross_mismatch"),
        ({"deduction": -1, "net": 4201}, "L4", "amount_negative"),
        ({"deduction": 5000, "net": -800}, "M4", "amount_negative"),
        ({"net": 4199}, "M4", "net_mismatch"),
        ({"net": "四千二"}, "M4", "amount_not_a_number"),
        ({"id_number": id_number("20101101")}, "F4", "underage"),
        ({"id_number": None}, "F4", "id_missing"),
        ({"month": "2026-09"}, "C4", "period_mismatch"),
        ({"card": "123"}, "N4", "card_length"),
        ({"name": "张" * 41}, "E4", "text_too_long"),
        ({"voucher": id_number()}, "O4", "number_out_of_place"),
        ({"job": f"普工{card_number(1)}"}, "H4", "number_out_of_place"),
        ({"name": "13912345678"}, "E4", "number_out_of_place"),
    ],
)
def test_one_wrong_cell_is_one_error_at_that_cell(check, changes, cell, kind) -> None:
    outcome = check(line(1, **changes))
    assert kinds(outcome.errors) == [(cell, kind)]


@pytest.mark.parametrize(
    ("changes", "cell", "kind"),
    [
        ({"id_number": id_number("19651031")}, "F4", "over_60"),
        ({"rate": 167.99, "gross": 3359.8, "net": 3359.8}, "J4", "below_minimum_wage"),
        ({"rate": 800.01, "gross": 16000.2, "net": 16000.2}, "J4", "above_usual_rate"),
        ({"voucher": None}, "O4", "unsigned"),
        ({"voucher": None, "pay_on": None}, "O4", "unsigned"),
        ({"pay_on": "2026-09-30"}, "D4", "pay_date_early"),
        ({"pay_on": "2026-11-13"}, "D4", "pay_date_future"),
        ({"card": card_number(1)[:-1] + str((int(card_number(1)[-1]) + 1) % 10)}, "N4", "card_luhn"),
    ],
)
def test_what_is_unusual_is_a_warning_and_blocks_nothing(check, changes, cell, kind) -> None:
    outcome = check(line(1, **changes))
    assert outcome.ok
    assert kinds(outcome.warnings) == [(cell, kind)]


@pytest.mark.parametrize(
    "changes",
    [
        {"id_number": id_number("20101031")},
        {"id_number": id_number("19651101")},
        {"rate": 168, "gross": 3360, "net": 3360},
        {"rate": 800, "gross": 16000, "net": 16000},
        {"days": 31, "gross": 6510, "net": 6510},
        {"days": 0.5, "gross": 105, "net": 105},
        {"pay_on": "2026-11-12"},
        {"pay_on": "2026-10-01"},
        {"deduction": None},
        {"card": None},
        {"phone": None},
        {"employer": None, "month": None, "job": None},
        {"rate": 210.01, "days": 20.5, "gross": 4305.21, "net": 4305.21},
    ],
)
def test_what_stands_just_within_a_limit_passes(check, changes) -> None:
    outcome = check(line(1, **changes))
    assert (outcome.errors, outcome.warnings) == ([], [])


def test_a_wrong_gross_does_not_hide_a_wrong_net(check) -> None:
    outcome = check(line(1, gross=4500, net=4600))
    assert kinds(outcome.errors) == [("K4", "gross_mismatch"), ("M4", "net_mismatch")]


def test_the_second_line_of_a_person_names_the_first(check) -> None:
    outcome = check(line(1), line(2), line(3, id_number=id_number(order=1)))
    assert kinds(outcome.errors) == [("F6", "duplicate_person")]
    assert "F4" in outcome.errors[0].message


def test_a_card_of_two_people_is_listed_at_the_second(check) -> None:
    outcome = check(line(1), line(2, card=card_number(1)))
    assert kinds(outcome.warnings) == [("N5", "card_shared")]


def test_the_draft_standard_is_never_applied(check) -> None:
    assert WageStandard.objects.filter(is_official=False, hour_fen=2300).exists()
    message = check(line(1, rate=150, gross=3000, net=3000)).warnings[0].message
    assert "168.00元（21.00元/时×8小时" in message
    assert "2022年4月1日起" in message
    assert check(line(1, rate=170, gross=3400, net=3400)).warnings == []


def test_a_newer_official_standard_applies_from_its_day(check) -> None:
    WageStandard.objects.filter(is_official=False).update(is_official=True)
    message = check(line(1, rate=170, gross=3400, net=3400)).warnings[0].message
    assert "184.00元（23.00元/时×8小时" in message


def test_another_projects_code_above_the_table_is_refused(check) -> None:
    outcome = check(line(1), code="项目代码：2406-500104-04-01-022933")
    assert kinds(outcome.errors) == [("A2", "project_mismatch")]
    assert outcome.errors[0].found == "2406-500104-04-01-022933"


def test_another_projects_name_is_refused_when_no_code_stands_there(check, estate: Project) -> None:
    outcome = check(line(1), title=f"{estate.name}2026年10月发放表", code="")
    assert [problem.kind for problem in outcome.errors] == ["project_mismatch"]
    assert check(line(1), title="十月发放表", code="").errors == []


def test_the_titles_month_counts_when_no_column_says_one(check) -> None:
    sheet = {"title": "建胜镇产业道路硬化工程2026年9月发放表", "without": ["month"]}
    assert [problem.kind for problem in check(line(1), **sheet).errors] == ["period_mismatch"]
    assert check(line(1), title=sheet["title"]).errors == []


def test_columns_the_law_asks_for_are_missed_but_not_required(check) -> None:
    outcome = check(line(1), without=["pay_on", "phone", "voucher", "serial", "employer"])
    assert outcome.ok
    assert sorted(problem.heading for problem in outcome.warnings) == ["凭证或签字", "支付日期", "联系方式"]
    assert {problem.kind for problem in outcome.warnings} == {"column_absent"}


def test_hours_in_place_of_days_are_refused_at_the_heading(road: Project, bring_in: Import) -> None:
    content = roll_bytes([line(1)])
    from io import BytesIO

    from openpyxl import load_workbook

    book = load_workbook(BytesIO(content))
    book.active["I3"] = "工作时间（小时）"
    changed = BytesIO()
    book.save(changed)
    outcome = bring_in(road, changed.getvalue(), dry_run=True)
    assert ("I3", "unit_mismatch") in kinds(outcome.errors)


def test_a_different_name_is_listed_and_nobody_is_renamed(
    road: Project, estate: Project, bring_in: Import, wang, register: Register
) -> None:
    bring_in(estate, roll_bytes([line(1, name="李兰")], code="", title="表"))
    as_office = bring_in(road, roll_bytes([line(1, name="李岚")]), dry_run=True)
    assert ("E4", "name_differs") in kinds(as_office.warnings)
    assert "“李兰”" in next(each.message for each in as_office.warnings if each.kind == "name_differs")
    as_township = bring_in(road, roll_bytes([line(1, name="李岚")]), by=wang)
    said = next(each.message for each in as_township.warnings if each.kind == "name_differs")
    assert "“李*”" in said
    assert "李兰" not in said
    assert Worker.objects.get().name == "李兰"
    assert sorted(Worker.objects.get().lines.values_list("name", flat=True)) == ["李兰", "李岚"]


def test_a_card_that_paid_somebody_else_before_is_listed(road: Project, estate: Project, bring_in: Import) -> None:
    bring_in(estate, roll_bytes([line(1)], code="", title="表"))
    outcome = bring_in(road, roll_bytes([line(2, card=card_number(1))]), dry_run=True)
    shared = next(each for each in outcome.warnings if each.kind == "card_shared")
    assert shared.cell == "N4"
    assert "“沪汉社区文兴街老旧小区改造”2026年10月" in shared.message


def test_remuneration_below_the_floor_shows_its_arithmetic(road: Project, bring_in: Import) -> None:
    outcome = bring_in(road, roll_bytes([line(1)]))
    below = next(each for each in outcome.warnings if each.kind == "remuneration_below_floor")
    assert "0.42万元" in below.message
    assert "400.00万元×30%" in below.message
    assert "119.58万元" in below.message


def test_a_long_number_in_a_wrong_cell_is_masked_in_the_report(check) -> None:
    outcome = check(line(1, days=id_number(), job=id_number(), month=card_number(1)))
    assert outcome.errors
    assert all(id_number() not in str(each) and card_number(1) not in str(each) for each in outcome.errors)
