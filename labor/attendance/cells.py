"""What was typed into the grid, cell by cell, kept by one act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from labor.attendance import sentences
from labor.attendance.marks import HOW_TO, UnknownMark, centidays_of
from labor.attendance.planning import Fault
from labor.attendance.saving import save_days
from labor.models import AttendanceSheet, Engagement
from projects.models import Period, Project
from units.models import User
from units.refusals import Refusal

Typed = Mapping[tuple[int, int], str]


def save_marks(
    *, project: Project, period: Period, marks: Typed, version: int | None, by: User, at: datetime
) -> AttendanceSheet:
    """Keep marks as typed: (key of the stay, day of the month) → text; cells not named stay as they are.

    Raises:
        Refusal: somebody typed for is not on this project's roster at all; and all of `save_days`: FaultyDays holds
            the unknown marks along with every other fault.
    """
    stays = _stays(project, {stay for stay, _ in marks})
    days: dict[Engagement, dict[date, int]] = {}
    unread: list[Fault] = []
    for (key, number), text in sorted(marks.items()):
        stay, day = stays[key], _day(period, number)
        try:
            days.setdefault(stay, {})[day] = centidays_of(text)
        except UnknownMark:
            unread.append(Fault(stay, day, "mark_unknown", sentences.mark_unknown(stay, day, text, HOW_TO)))
    return save_days(project=project, period=period, days=days, version=version, by=by, at=at, unread=unread)


def _stays(project: Project, keys: set[int]) -> dict[int, Engagement]:
    stays = Engagement.objects.filter(project=project).select_related("worker").in_bulk(list(keys))
    if len(stays) != len(keys):
        raise Refusal("名册刚才有变化，有人已不在这个项目里，没有保存；请重新打开本页核对。")
    return stays


def _day(period: Period, number: int) -> date:
    if not 1 <= number <= period.last_day.day:
        raise Refusal(f"{period.label}没有{number}日，没有保存；请重新打开本页。")
    return period.month.replace(day=number)
