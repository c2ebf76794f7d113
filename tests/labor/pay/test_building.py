"""A roll built from attendance: what it holds, who may, what refuses it, and what it locks."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labor.models import AttendanceSheet, Engagement, RollAct, RollOrigin, RollState, WageLine, WageRoll
from labor.pay.building import build_roll
from labor.rolls import void_roll
from projects.models import PayChannel, Period, Project
from projects.models.period import PeriodClosed
from tests.labor.attendance.conftest import Engagements, Keep, day
from tests.labor.conftest import AT
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal, WrongState

RATE = 210_00
Build = Callable[..., WageRoll]


@pytest.fixture
def build(road: Project, october: Period, chen_filer: User) -> Callable[..., Any]:
    given = {"project": road, "period": october, "by": chen_filer, "at": AT}
    return lambda **changed: build_roll(**given | changed)


def worked(road: Project, join: Engagements, keep: Keep, people: int = 2) -> list[Engagement]:
    stays = [join(road, order, day_rate_fen=RATE, bank="农商行") for order in range(1, people + 1)]
    keep(road, {stay: {day(5): 100, day(6): 50} for stay in stays})
    return stays


def test_a_roll_is_built_as_a_draft_and_locks_the_attendance(
    build: Build, road: Project, join: Engagements, keep: Keep
) -> None:
    worked(road, join, keep)
    plan, roll = build()
    assert (roll.origin, roll.state, roll.channel) == (RollOrigin.COMPUTED, RollState.DRAFT, PayChannel.ONE_CARD)
    assert f"{roll.due_on}" == f"{plan.due_on}" == "2026-12-01"
    lines = list(WageLine.objects.filter(roll=roll))
    assert [(line.row, line.centidays, line.rate_fen, line.net_fen, line.bank) for line in lines] == [
        (1, 150, RATE, 315_00, "农商行"), (2, 150, RATE, 315_00, "农商行"),
    ]  # fmt: skip
    assert AttendanceSheet.objects.get().roll == roll
    assert roll.steps.get().act == RollAct.BUILD
    assert AuditEntry.objects.get(act="发放表：编制").rows == 2


def test_a_trial_says_what_it_would_hold_and_saves_nothing(
    build: Build, road: Project, join: Engagements, keep: Keep
) -> None:
    worked(road, join, keep)
    plan, roll = build(dry_run=True, channel=PayChannel.WAGE_ACCOUNT)
    assert roll is None
    assert (len(plan.lines), plan.centidays, plan.gross_fen) == (2, 300, 630_00)
    assert plan.channel == PayChannel.WAGE_ACCOUNT
    assert not WageRoll.objects.exists()
    assert AttendanceSheet.objects.get().locked_at is None


def test_everybody_whose_pay_cannot_be_worked_out_is_named_at_once(
    build: Build, road: Project, join: Engagements, keep: Keep
) -> None:
    with pytest.raises(Refusal, match="还没有登记考勤"):
        build()
    stays = worked(road, join, keep)
    Engagement.objects.update(day_rate_fen=None)
    with pytest.raises(Refusal) as refused:
        build()
    assert len(refused.value.sentences) == 2
    assert all(stay.name in said for stay, said in zip(stays, refused.value.sentences, strict=True))
    assert not WageRoll.objects.exists()


def test_a_month_has_one_roll_and_voiding_the_draft_frees_the_attendance(
    build: Build, road: Project, join: Engagements, keep: Keep, chen_filer: User
) -> None:
    worked(road, join, keep)
    _, roll = build()
    with pytest.raises(WrongState, match=r"由陈禾于2026年11月12日14:05编制.*作废这张编制中的发放表，考勤随即解锁"):
        build()
    void_roll(roll=roll, reason="考勤有误", by=chen_filer, at=AT)
    assert AttendanceSheet.objects.get().locked_at is None
    assert build()[1].pk != roll.pk


def test_only_who_prepares_pay_builds_and_a_closed_month_is_paid_too(
    build: Build, road: Project, october: Period, join: Engagements, keep: Keep, lin: User, chen_reviewer: User
) -> None:
    worked(road, join, keep)
    with pytest.raises(NotAllowed, match="不编制"):
        build(by=chen_reviewer)
    Period.objects.filter(pk=october.pk).update(closed_at=AT, closed_by=lin)
    october.refresh_from_db()
    _, roll = build(at=AT + timedelta(hours=1))
    assert any("已关账" in note for note in roll.notes)
    with pytest.raises(WrongState, match="金额有误的在编制中逐行更正"):
        build()
    assert void_roll(roll=roll, reason="不该编制", by=lin, at=AT + timedelta(hours=2)).voided_at


def test_a_roll_its_month_was_closed_with_is_not_voided(
    build: Build, road: Project, october: Period, join: Engagements, keep: Keep, lin: User
) -> None:
    worked(road, join, keep)
    _, roll = build()
    Period.objects.filter(pk=october.pk).update(closed_at=AT + timedelta(hours=1), closed_by=lin)
    with pytest.raises(PeriodClosed):
        void_roll(roll=roll, reason="不该编制", by=lin, at=AT + timedelta(hours=2))


def test_a_month_that_has_not_begun_is_refused(build: Build, october: Period) -> None:
    with pytest.raises(Refusal, match="2026年12月还没有开始"):
        build(period=Period(month=october.month.replace(month=12)))


def test_the_questions_are_as_many_for_two_people_as_for_twenty(
    build: Build, road: Project, estate: Project, join: Engagements, keep: Keep, lin: User
) -> None:
    worked(road, join, keep)
    with CaptureQueriesContext(
        connection,
    ) as two:
        build(by=lin)
    keep(estate, {join(estate, order, day_rate_fen=RATE): {day(7): 100} for order in range(3, 23)})
    with CaptureQueriesContext(connection) as twenty:
        build(project=estate, by=lin)
    assert len(two) == len(twenty)


def test_the_command_builds_in_somebodys_name_and_answers_in_data(
    road: Project, join: Engagements, keep: Keep, chen_filer: User
) -> None:
    worked(road, join, keep)
    words = ["--project", road.code, "--month", "2026-10", "--by", chen_filer.username]
    said = StringIO()
    call_command("build_roll", *words, "--channel", "account", "--json", stdout=said)
    told = json.loads(said.getvalue())
    assert (told["ok"], told["people"], told["gross_fen"]) == (True, 2, 630_00)
    assert told["channel"] == WageRoll.objects.get(pk=told["roll"]).channel == PayChannel.WAGE_ACCOUNT
    with pytest.raises(CommandError, match="已有一张"):
        call_command("build_roll", *words)
