"""What the office and the administrators watch: units that still owe, jobs that did not end, the trail."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from dispatch.gaps import STATES, Gap, GapKind, gaps
from dispatch.models import JobRun, JobState
from projects.models import Period
from units.models import AuditEntry, Role, User
from units.scope import scope_of

MONTHS = 3  # older open months are named, not spread out
STATE_LABELS = [label for label, _ in STATES.values()]


@dataclass(frozen=True)
class Owing:
    """One unit's gaps of a month: how many stand in each state of `STATE_LABELS`, and how many lack the ledger."""

    unit: str
    counts: list[int]
    total: int


@dataclass(frozen=True)
class Missing:
    """One open month: what it lacks, by unit, the worst first."""

    period: Period
    days_left: int
    total: int
    headings: list[str]
    rows: list[Owing]

    @property
    def sums(self) -> list[int]:
        return [sum(column) for column in zip(*(row.counts for row in self.rows), strict=True)]


def missing_by_unit(day: date) -> list[Missing]:
    """The gaps of the open months that are over, oldest first; the same gaps the close asks about."""
    months = Period.objects.open().filter(month__lt=day.replace(day=1)).order_by("month")[:MONTHS]
    return [_missing(period, gaps(period), day) for period in months]


def _missing(period: Period, found: list[Gap], day: date) -> Missing:
    counted: dict[str, Counter[str]] = {}
    for gap in found:
        counted.setdefault(gap.unit_name, Counter())[_column(gap)] += 1
    held = {heading for counter in counted.values() for heading in counter}
    headings = [heading for heading in [*STATE_LABELS, str(GapKind.NO_LEDGER.label)] if heading in held]
    rows = [Owing(unit, [count[heading] for heading in headings], count.total()) for unit, count in counted.items()]
    rows.sort(key=lambda row: (-row.total, row.unit))
    return Missing(period, (period.due_on - day).days, len(found), headings, rows)


def _column(gap: Gap) -> str:
    return gap.state if gap.kind is GapKind.NO_FILING else str(gap.kind.label)


def unfinished_jobs(user: User, day: date) -> list[JobRun] | None:
    """Jobs still running, and those that failed within a week; None for whoever does not run any."""
    scope = scope_of(user, on=day)
    if not (scope.is_office or scope.has(Role.SYSTEM_ADMIN)):
        return None
    going = JobRun.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING])
    failed = JobRun.objects.filter(state=JobState.FAILED, ended_at__date__gte=day - timedelta(days=7))
    return list((going | failed).order_by("-queued_at", "-pk")[:5])


def recent_trail() -> list[AuditEntry]:
    return list(AuditEntry.objects.order_by("-number")[:10])
