"""催办 and 提级督办: what nears its day is told once, what stays unanswered past it rises a level, one step a turn.

Both on working days alone, from the hour at which people are told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from assignments.models import SupervisionAct, SupervisionNotice, SupervisionRule, SupervisionState
from assignments.supervision.lamps import Lamp, days_late, lit
from assignments.supervision.moves import FLOW
from assignments.supervision.rules import Rules
from assignments.supervision.tables import LEVELS
from assignments.supervision.wording import key_near, tell_level, tell_near
from projects.calendar import is_working_day, moved
from units.models import Message
from units.refusals import WrongState

FROM = time(8, 30)  # local time from which people are told, the office's own (◇)
HIGHEST = 2
UNANSWERED = (SupervisionState.ISSUED, SupervisionState.SIGNED_FOR)


def escalate_due(*, at: datetime) -> list[SupervisionNotice]:
    """Raise each overdue 督办 whose next level has come by one level; again changes nothing. One question when none is.

    Level 1 is told to the unit's reviewers (分管负责人), level 2 to the district leaders and the office administrators.
    """
    if not (rows := _unanswered(at)):
        return []
    on, rules = timezone.localdate(at), Rules()
    due = [one for one in rows if one.level < HIGHEST and one.due_on < on and _has_come(one, rules, on)]
    return [raised for one in due if (raised := _raise(one, at)) is not None]


def remind_near(*, at: datetime) -> list[SupervisionNotice]:
    """催办: tell the unit once of each 督办 that shines yellow; return those told of now."""
    if not (rows := _unanswered(at)):
        return []
    found = lit(rows, on=timezone.localdate(at), rules=Rules())
    near = {key_near(notice): (notice, why) for notice, lamp, why in found if lamp == Lamp.YELLOW}
    told = set(Message.objects.filter(key__in=near).values_list("key", flat=True))
    fresh = [pair for key, pair in near.items() if key not in told]
    return [notice for notice, why in fresh if tell_near(notice, why, at=at)]


def _unanswered(at: datetime) -> Sequence[SupervisionNotice]:
    """Nothing before the hour and on days off."""
    local = timezone.localtime(at)
    if local.time() < FROM or not is_working_day(local.date()):
        return []
    found = SupervisionNotice.objects.filter(state__in=UNANSWERED)
    return list(found.select_related("unit", "paper").order_by("pk"))


def _has_come(notice: SupervisionNotice, rules: Rules, on: date) -> bool:
    assert notice.issued_at is not None
    return moved(notice.due_on, after(rules.on(timezone.localdate(notice.issued_at)), notice.level + 1)) <= on


def after(rule: SupervisionRule, level: int) -> int:
    """After how many working days past the due day a level comes."""
    return rule.first_level_after if level == 1 else rule.second_level_after


@transaction.atomic
def _raise(notice: SupervisionNotice, at: datetime) -> SupervisionNotice | None:
    """One level up; None where somebody moved it meanwhile."""
    level = notice.level + 1
    late = days_late(notice.due_on, timezone.localdate(at))
    try:
        made = FLOW.make(
            notice, SupervisionAct.ESCALATE, by=None, at=at, version=notice.version,
            reason=f"逾期{late}个工作日没有反馈，{LEVELS[level]}", level=level, escalated_at=at,
        )  # fmt: skip
    except WrongState:
        return None
    tell_level(made, late=late, at=at)
    return made
