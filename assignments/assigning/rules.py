"""任务报告的期限 in force on a day (◇), and the reports a task owes by its cadence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from assignments.models import Assignment, AssignmentRule, Cadence
from projects.calendar import next_working_day
from units.audit import record
from units.models import Role, User
from units.permissions import require
from units.refusals import Refusal
from units.scope import scope_of

SETTERS = "任务报告的期限由办公室管理员设定。"
MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3}


def rule_on(day: date) -> AssignmentRule:
    """The rule in force on a day; before the first, the house's own defaults (unsaved)."""
    return AssignmentRule.objects.filter(starts_on__lte=day).order_by("-starts_on").first() or AssignmentRule(
        starts_on=day
    )


def said_of(rule: AssignmentRule) -> tuple[str, ...]:
    """The rule in words, for the page of settings."""
    return (
        f"每月报告于次月{rule.month_day}日、每季报告于季后首月{rule.quarter_day}日前报送，遇节假日顺延",
        f"退回补充的报告另给{rule.return_days}个工作日",
        f"到期前{rule.soon_days}个工作日亮黄灯",
    )


@transaction.atomic
def set_rule(*, starts_on: date, days: Mapping[str, int], by: User, at: datetime) -> AssignmentRule:
    """Set the days from a day on; reports planned before keep theirs. Again for the same day replaces it.

    Raises:
        NotAllowed: `by` is not an office administrator.
        Refusal: the day is past.
    """
    require(scope_of(by).has(Role.OFFICE_ADMIN), SETTERS)
    if starts_on < timezone.localdate(at):
        raise Refusal("起用日期不能早于今天。")
    made, _ = AssignmentRule.objects.update_or_create(
        starts_on=starts_on, defaults={**days, "set_at": at, "set_by": by}
    )
    record(act="设定任务报告期限", subject=str(made), by=by, at=at, detail=dict(days))
    return made


def planned_reports(assignment: Assignment, rule: AssignmentRule) -> dict[str, date]:
    """Label (2026-03, 2026-Q1, 2026) → due day, a working day, of each report between the task's two dates."""
    cadence = Cadence(assignment.cadence)
    if cadence not in MONTHS:
        return {str(assignment.year): next_working_day(assignment.due_on)}
    days = {Cadence.MONTHLY: rule.month_day, Cadence.QUARTERLY: rule.quarter_day}
    return {
        _label(cadence, last): next_working_day(_day_after(last, days[cadence]))
        for last in _spans(assignment.starts_on, assignment.due_on, MONTHS[cadence])
    }


def working_days_after(day: date, number: int) -> date:
    """So many working days after a day."""
    for _ in range(number):
        day = next_working_day(day + timedelta(days=1))
    return day


def _spans(first: date, until: date, months: int) -> Iterator[date]:
    """The first day of the last month of each span (month, quarter) touched by two days."""
    begin = first.year * 12 + (first.month - 1) // months * months
    while begin <= until.year * 12 + until.month - 1:
        last = begin + months - 1
        yield date(last // 12, last % 12 + 1, 1)
        begin += months


def _label(cadence: Cadence, last: date) -> str:
    return f"{last:%Y-%m}" if cadence == Cadence.MONTHLY else f"{last.year}-Q{last.month // 3}"


def _day_after(last: date, day: int) -> date:
    """That day of the month after."""
    return date(last.year + last.month // 12, last.month % 12 + 1, day)
