"""A contractor's workbook taken in to be paid here: a draft, with nothing of a payment in it."""

from __future__ import annotations

from datetime import date

import pytest

from labor.imports import import_wage_roll
from labor.models import AttendanceSheet, RollAct, RollOrigin, RollState, WageLine
from labor.pay.drafts import FILLED_BY_RECEIPTS, Way
from projects.models import PayChannel, Period, Project
from projects.models.period import PeriodClosed
from tests.labor.conftest import AT, Import, saved_roll
from tests.labor.sheets import line, roll_bytes
from units.models import User
from units.refusals import NotAllowed


def draft_of(bring_in: Import, road: Project, *lines: dict[str, object], **changed: object):
    return bring_in(
        road, roll_bytes(lines or [line(1), line(2)]), **{"way": Way.DRAFT, "name": "发放表.xlsx"} | changed
    )


def test_a_draft_begins_unsigned_with_channel_and_due_day_and_nothing_paid(road: Project, bring_in: Import) -> None:
    outcome = draft_of(bring_in, road)
    roll = saved_roll(outcome)
    assert (roll.origin, roll.state, roll.channel) == (RollOrigin.IMPORTED, RollState.DRAFT, PayChannel.ONE_CARD)
    assert roll.due_on == date(2026, 12, 1)
    assert set(roll.lines.values_list("pay_on", "voucher", "is_paid")) == {(None, "", False)}
    assert outcome.notes.count(FILLED_BY_RECEIPTS) == 1
    assert [step.act for step in roll.steps.all()] == [RollAct.BUILD]


def test_what_stands_under_pay_date_and_voucher_neither_blocks_a_draft_nor_warns(
    road: Project, bring_in: Import
) -> None:
    outcome = draft_of(bring_in, road, line(1, pay_on="下月十号", voucher=""), line(2, pay_on="2027-03-01"))
    assert outcome.is_saved, outcome.lines()
    assert not {"unsigned", "pay_date_future", "not_a_date"} & {each.kind for each in outcome.warnings}
    recorded = bring_in(road, roll_bytes([line(1, pay_on="下月十号")]), dry_run=True)
    assert not recorded.ok


def test_a_deduction_names_its_item_in_a_draft_and_is_pointed_out_in_a_recorded_roll(
    road: Project, bring_in: Import
) -> None:
    taken = {"deduction": 50, "net": 4150}
    rows = [line(1, **taken, deduction_item=""), line(2, **taken, deduction_item="社会保险费个人缴纳部分")]
    faults = draft_of(bring_in, road, *rows).errors
    assert [(each.cell, each.kind) for each in faults] == [("P4", "deduction_without_item")]
    recorded = bring_in(road, roll_bytes(rows))
    assert [each.cell for each in recorded.warnings if each.kind == "deduction_without_item"] == ["P4"]
    items = WageLine.objects.filter(roll=recorded.facts["roll"]).values_list("deduction_item", flat=True)
    assert list(items) == ["", "社会保险费个人缴纳部分"]


def test_without_the_column_a_draft_has_the_error_at_the_deduction_itself(road: Project, bring_in: Import) -> None:
    outcome = draft_of(bring_in, road, line(1, deduction=50, net=4150))
    assert [(each.cell, each.kind) for each in outcome.errors] == [("L4", "deduction_without_item")]


def test_a_closed_month_takes_a_draft_with_a_note_and_no_recorded_roll(
    road: Project, october: Period, bring_in: Import, lin: User
) -> None:
    Period.objects.filter(pk=october.pk).update(closed_at=AT, closed_by=lin)
    october.refresh_from_db()
    with pytest.raises(PeriodClosed):
        bring_in(road, roll_bytes([line(1)]))
    outcome = draft_of(bring_in, road)
    assert outcome.is_saved
    assert any("已关账，本表照常编制和支付" in note for note in outcome.notes)


def test_a_draft_is_for_those_who_prepare_pay_and_leaves_attendance_open(
    road: Project, october: Period, bring_in: Import, wang: User, lin: User
) -> None:
    given = {"name": "发放表.xlsx", "project": road, "period": october, "by": wang, "at": AT}
    with pytest.raises(NotAllowed, match="不编制"):
        import_wage_roll(file=roll_bytes([line(1)]), way=Way.DRAFT, **given)
    sheet = AttendanceSheet.objects.create(project=road, period=october, opened_at=AT, opened_by=lin)
    draft_of(bring_in, road)
    sheet.refresh_from_db()
    assert sheet.locked_at is None
