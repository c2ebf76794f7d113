"""Why a unit cannot write a month: not open yet, past its locking day, accepted, or closed. One sentence for each.

The office is bound by the close alone. For a unit everything stops on the locking day: writing, sending, withdrawing
and its reviewer's submitting too, so that a month does not change unseen once it counts as locked; what the reviewer
still holds then goes through with an exception (个别放开), which the office grants on one page. Nothing has to be
granted for what the office itself gave back after that day: giving it back is asking for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from documents.formats import chinese_date
from projects.models import FilingAct, FilingState, FilingStep, LockException, Period, ProgressFiling, Project
from units.models import Unit, User
from units.refusals import WrongState
from units.scope import scope_of


class Locked(WrongState):
    """A unit came too early, or too late."""


@dataclass(frozen=True, slots=True)
class Locks:
    """One month's locks at one moment, with the exceptions open then, by unit."""

    period: Period
    at: datetime
    opened: Mapping[int, LockException]
    asked_again: frozenset[int]

    def by_date(self, unit: Unit | None) -> str:
        """Why the unit cannot file now by the calendar; "" when it can."""
        today, period = timezone.localdate(self.at), self.period
        if period.opens_on and today < period.opens_on:
            return (
                f"{period.label}还没有开启填报：{chinese_date(period.opens_on)}开启，"
                f"{chinese_date(period.due_on)}截止。请到时再填，现在可以先备好数据。"
            )
        if period.locks_on and today > period.locks_on and (unit is None or unit.pk not in self.opened):
            return (
                f"{period.label}填报已于{chinese_date(period.locks_on)}锁定（报送截止{chinese_date(period.due_on)}）。"
                "确需补报、改报，请联系办公室管理员个别放开，放开后可在期限内填报。"
            )
        return ""

    def why(self, unit: Unit | None, filing: ProgressFiling | None = None) -> str:
        """Why the unit cannot write the month, or this filing of it; "" when it can."""
        if sentence := self.period.why_closed:
            return sentence
        if filing is not None and filing.state == FilingState.ACCEPTED:
            return accepted(filing)
        if filing is not None and filing.pk in self.asked_again:
            return ""
        return self.by_date(unit)

    def stops(self, user: User, filing: ProgressFiling) -> bool:
        """Whether the calendar keeps a person of a unit from going on with a filing; the office never."""
        if scope_of(user).is_office or filing.pk in self.asked_again:
            return False
        return bool(self.by_date(filing.project.department))

    def told(self, unit: Unit | None) -> str:
        """Until when the unit may still file although the month is locked; "" without an exception."""
        opened = self.opened.get(unit.pk) if unit else None
        return f"{self.period.label}已放开至{chinese_date(opened.last_day)}：{opened.reason}" if opened else ""


def accepted(filing: ProgressFiling) -> str:
    """Who accepted the filing and when, and what to do."""
    on = f"于{chinese_date(timezone.localdate(filing.accepted_at))}" if filing.accepted_at else ""
    by = filing.accepted_by or "办公室"
    return f"“{filing.project.name}”{filing.period.label}已由{by}{on}通过，不能直接改。需要更正请联系办公室退回。"


def locks_of(period: Period, at: datetime) -> Locks:
    """The month's locks for all its units, with at most two queries; none before the locking day."""
    if period.pk is None or period.locks_on is None or timezone.localdate(at) <= period.locks_on:
        return Locks(period, at, {}, frozenset())
    held = LockException.objects.filter(period=period, ended_at=None, expires_at__gt=at)
    locked_from = timezone.make_aware(datetime.combine(period.locks_on, datetime.max.time()))
    again = FilingStep.objects.filter(filing__period=period, act=FilingAct.RETURN, at__gt=locked_from)
    filings = frozenset(again.order_by().values_list("filing", flat=True))
    return Locks(period, at, {one.unit_id: one for one in held}, filings)


def why_locked(period: Period, unit: Unit | None, at: datetime, filing: ProgressFiling | None = None) -> str:
    """Why a unit cannot write a month at a moment, naming the days, who, and what to do; "" when it can."""
    return locks_of(period, at).why(unit, filing)


def require_unlocked(
    period: Period, unit: Unit | None, *, by: User, at: datetime, filing: ProgressFiling | None = None
) -> None:
    """The one guard of every write by a unit; the office passes.

    Raises:
        Locked: with the reason.
    """
    if scope_of(by).is_office:
        return
    locks = locks_of(period, at)
    asked = filing is not None and filing.pk in locks.asked_again
    if not asked and (sentence := locks.by_date(unit)):
        raise Locked(sentence)


def said_of(user: User, filing: ProgressFiling, locks: Locks) -> list[str]:
    """What the pages of one filing tell a person of a unit: why it is shut, or until when it is open."""
    if scope_of(user).reads_everything:
        return []
    unit = filing.project.department
    why, told = locks.why(unit, filing), locks.told(unit)
    return [sentence for sentence in (why or told,) if sentence]


def locks_said(user: User, locks: Locks) -> list[str]:
    """What a month's page tells who files or reviews: each different reason why it is shut, or until when it is open.

    An owner's clerk is bound by the departments in charge of the owner's projects.
    """
    if scope_of(user).reads_everything:
        return []
    units = Unit.objects.filter(supervised__in=Project.objects.filed_by(user)).distinct().order_by("code")
    said = [locks.period.why_closed or locks.told(unit) or locks.by_date(unit) for unit in units]
    return [sentence for sentence in dict.fromkeys(said) if sentence]
