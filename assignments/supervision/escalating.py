"""提级督办: what stays unanswered past its day rises a level on working days, one step a turn, and is told once."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from assignments.models import SupervisionAct, SupervisionNotice, SupervisionRule, SupervisionState
from assignments.supervision.lamps import days_late
from assignments.supervision.moves import FLOW
from assignments.supervision.rules import Rules
from assignments.supervision.wording import tell_level
from projects.calendar import is_working_day, moved
from units.refusals import WrongState

FROM = time(8, 30)  # local time from which people are told, the office's own (◇)
HIGHEST = 2
UNANSWERED = (SupervisionState.ISSUED, SupervisionState.SIGNED_FOR)


def escalate_due(*, at: datetime) -> list[SupervisionNotice]:
    """Raise each overdue 督办 whose next level has come by one level; again changes nothing. One question when none is.

    Level 1 is told to the unit's reviewers (分管负责人), level 2 to the district leaders and the office administrators.
    """
    local = timezone.localtime(at)
    if local.time() < FROM or not is_working_day(local.date()):
        return []
    late = SupervisionNotice.objects.filter(state__in=UNANSWERED, level__lt=HIGHEST, due_on__lt=local.date())
    rows = list(late.select_related("unit", "paper").order_by("pk"))
    rules = Rules() if rows else None
    due = [one for one in rows if rules and _has_come(one, rules, local.date())]
    return [raised for one in due if (raised := _raise(one, at)) is not None]


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
    changes = {"督办层级": [notice.level, level]}
    try:
        made = FLOW.make(
            notice, SupervisionAct.ESCALATE, by=None, at=at, version=notice.version,
            reason=f"逾期{late}个工作日没有反馈", changes=changes, level=level, escalated_at=at,
        )  # fmt: skip
    except WrongState:
        return None
    tell_level(made, late=late, at=at)
    return made
