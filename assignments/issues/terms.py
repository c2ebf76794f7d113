"""办理和上报时限 (办公室自定): working days to settle an issue, hours to report a major matter; dated, with history.

Until the office sets its own, the values of `USUAL` hold. The hours of 特急 follow what 国务院令第493号第11条 asks of
each level that reports an accident (two hours); everything else is the office's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from assignments.models import IssueTerms, Urgency
from documents.formats import chinese_date
from projects.calendar import moved
from units.audit import record
from units.models import Role, User
from units.refusals import NotAllowed, Refusal
from units.scope import scope_of

SETTERS = "问题办理和重大事项上报的时限由办公室管理员设定，您没有这项权限。"
BASIS = "办公室自定；特急2小时参照国务院令第493号第11条"
MOST_DAYS, MOST_HOURS = 60, 240


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds: days are working days, hours run through nights and holidays."""

    normal_days: int = 10
    urgent_days: int = 5
    critical_days: int = 2
    normal_hours: int = 72
    urgent_hours: int = 24
    critical_hours: int = 2

    def days(self, urgency: str) -> int:
        return int(getattr(self, f"{urgency}_days"))

    def hours(self, urgency: str) -> int:
        return int(getattr(self, f"{urgency}_hours"))

    @property
    def said(self) -> tuple[str, str]:
        """Two sentences: how long an issue takes, how soon a matter goes up."""
        days = "、".join(f"{one.label}{self.days(one)}个工作日" for one in Urgency)
        hours = "、".join(f"{one.label}{self.hours(one)}小时" for one in Urgency)
        return f"问题办理：{days}", f"重大事项上报：{hours}"


USUAL = Terms()
FIELDS = tuple(asdict(USUAL))


def terms_on(day: date) -> Terms:
    """What holds on a day."""
    row = row_on(day)
    return Terms(*(getattr(row, name) for name in FIELDS)) if row else USUAL


def row_on(day: date) -> IssueTerms | None:
    return IssueTerms.objects.filter(starts_on__lte=day).order_by("-starts_on").first()


def usual_due(urgency: str, day: date) -> date:
    """The day by which an issue assigned on `day` should be settled."""
    return moved(day, terms_on(day).days(urgency))


def report_by(urgency: str, known_at: datetime) -> datetime:
    """The moment by which a matter known at `known_at` should have gone up."""
    return known_at + timedelta(hours=terms_on(timezone.localdate(known_at)).hours(urgency))


def may_set(user: User) -> bool:
    return scope_of(user).has(Role.OFFICE_ADMIN)


@transaction.atomic
def set_terms(*, starts_on: date, values: Mapping[str, int], by: User, at: datetime) -> IssueTerms:
    """Let these terms hold from a day on, today or later; set anew for such a day, the last holds (audited).

    Papers already under way keep theirs.

    Raises:
        NotAllowed: not the office administrator.
        Refusal: every sentence at once: a day that is past, a number out of bounds, the urgent slower
            than the ordinary, or nothing that differs from what holds.
    """
    if not may_set(by):
        raise NotAllowed(SETTERS)
    wanted, before = Terms(**values), terms_on(starts_on)
    if said := [*_wrong_day(starts_on, timezone.localdate(at)), *_wrong_numbers(wanted)]:
        raise Refusal(*said)
    if wanted == before:
        raise Refusal(f"{chinese_date(starts_on)}本来就是这样设定的，没有改动。")
    values_now = {**asdict(wanted), "set_at": at, "set_by": by}
    row, _ = IssueTerms.objects.update_or_create(starts_on=starts_on, defaults=values_now)
    detail = {"before": asdict(before), "after": asdict(wanted)}
    record(act="设定问题和重大事项时限", subject=f"{chinese_date(starts_on)}起", by=by, at=at, detail=detail)
    return row


def _wrong_day(starts_on: date, today: date) -> Iterator[str]:
    if starts_on < today:
        yield f"起用日期{chinese_date(starts_on)}已经过去，请从今天或以后的日期起用。"


def _wrong_numbers(wanted: Terms) -> Iterator[str]:
    for kind, unit, most in (("days", "工作日", MOST_DAYS), ("hours", "小时", MOST_HOURS)):
        numbers = [int(getattr(wanted, f"{one}_{kind}")) for one in Urgency.values]
        if not all(1 <= number <= most for number in numbers):
            yield f"{unit}数应在1到{most}之间。"
        if numbers != sorted(numbers, reverse=True):
            yield f"越紧急时限应越短：{unit}数应当一般不少于紧急、紧急不少于特急。"
