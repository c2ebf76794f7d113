"""Checks of the monthly filings: missing, late, behind the pace, fallen sums, fewer people than attended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count
from django.utils import timezone

from documents.formats import chinese_date, completion, rounded, wan
from labor.alerts.findings import Finding, first_month, periods_until, plain
from labor.models import Attendance
from projects.completeness import falls, previous_filings
from projects.models import FilingState, ListEntry, Period, ProgressFiling
from projects.models.filing import FILED
from projects.owing import who_owes
from projects.pace import lead, pace

LONG_TEXTS = ("measures", "results", "remark", "year_task", "preparation")
NOT_FILED = "未填报"
NOTE_SHOWN = 60


def missing(on: date, threshold: Decimal) -> Iterator[Finding]:
    """未报月报: open months past their day by more than `threshold` 天, for each project that owes them (应报)."""
    late = timedelta(days=int(threshold))
    periods = [period for period in periods_until(on) if period.is_open and period.due_on + late < on]
    states = {
        (project, period): state
        for project, period, state in ProgressFiling.objects.filter(period__in=periods)
        .order_by()
        .values_list("project", "period", "state")
    }
    for period in periods:
        owed = who_owes(period)
        for entry in ListEntry.objects.owing(period).select_related("project__department").order_by("pk"):
            state = states.get((entry.project_id, period.pk))
            if state not in FILED and entry.project_id in owed:
                yield _missing(entry, period, state, on)


def _missing(entry: ListEntry, period: Period, state: str | None, on: date) -> Finding:
    facts = {
        "month": period.label,
        "due": chinese_date(period.due_on),
        "state": FilingState(state).label if state else NOT_FILED,
        "days": (on - period.due_on).days,
        "unit": entry.project.department.name,
    }
    subject = f"{entry.project_id}:{period.key}"
    return Finding(subject=subject, project_id=entry.project_id, period_id=period.pk, facts=facts)


def late(on: date, threshold: Decimal) -> Iterator[Finding]:
    """迟报月报: filed, but more than `threshold` 天 after the day."""
    filed = ProgressFiling.objects.filed().filter(period__in=periods_until(on)).select_related("period").order_by("pk")
    for filing in filed.only("project", "period", "submitted_at", "filed_at"):
        sent = _sent_on(filing)
        behind = (sent - filing.period.due_on).days if sent else 0
        if sent and behind > threshold:
            facts = {
                "month": filing.period.label,
                "sent": chinese_date(sent),
                "due": chinese_date(filing.period.due_on),
                "days": behind,
            }
            yield _of(filing, facts, measure=behind)


def _sent_on(filing: ProgressFiling) -> date | None:
    sent: datetime | None = filing.submitted_at or filing.filed_at
    return timezone.localdate(sent) if sent else None


def _of(filing: ProgressFiling, facts: Mapping[str, object], *, measure: int, by_year: bool = False) -> Finding:
    """A finding about one filing, or about the project's year as that filing tells it."""
    period = filing.period
    return Finding(
        subject=f"{filing.project_id}:{period.month.year if by_year else period.key}",
        project_id=filing.project_id,
        period_id=period.pk,
        facts=facts,
        measure=measure,
    )


def latest_filed(on: date) -> dict[int, ProgressFiling]:
    """Each project's latest filed month within the months looked at; two queries."""
    filed = ProgressFiling.objects.filed().filter(period__in=periods_until(on)).select_related("period")
    ordered = filed.defer(*LONG_TEXTS).order_by("period__month", "pk")
    return {filing.project_id: filing for filing in ordered}


def lagging(on: date, threshold: Decimal) -> Iterator[Finding]:
    """投资完成率低于序时 by `threshold` 个百分点 or more, on the exact number, in each project's latest filed month."""
    filings = latest_filed(on)
    years = {filing.period.month.year for filing in filings.values()}
    entries = ListEntry.objects.filter(project__in=list(filings), project_list__year__in=years)
    for entry in entries.select_related("project_list").order_by("pk"):
        filing = filings[entry.project_id]
        if not entry.owes(filing.period):
            continue
        done, plan, month = filing.invested_fen, entry.plan_fen, filing.period.month.month
        ahead = lead(done, plan, month)
        if ahead is not None and -ahead >= threshold:
            facts = {
                "month": filing.period.label,
                "done": wan(done),
                "plan": wan(plan),
                "rate": completion(done, plan),
                "pace": f"{rounded(pace(month) * 100, 1)}%",
                "lag": rounded(-ahead, 1),
                "threshold": plain(threshold),
            }
            yield _of(filing, facts, measure=int(rounded(-ahead * 10, 0)), by_year=True)


def fallen(on: date, threshold: Decimal) -> Iterator[Finding]:  # noqa: ARG001
    """累计值较上月下降: cumulative figures smaller than those filed before, explained in the filing or not."""
    filed = ProgressFiling.objects.filed().filter(period__in=periods_until(on)).select_related("period")
    filings = list(filed.defer(*LONG_TEXTS).order_by("project", "period__month", "pk"))
    before = previous_filings({filing.project_id for filing in filings}, first_month(on))
    for filing in filings:
        fell = list(falls(filing, before.get(filing.project_id)))
        if fell:
            facts = {
                "month": filing.period.label,
                "falls": "；".join(one.sentence.removesuffix("。累计数一般不减少，请核对") for one in fell),
                "note": _note(filing),
            }
            yield _of(filing, facts, measure=sum(one.before - one.now for one in fell))
        before[filing.project_id] = filing


def _note(filing: ProgressFiling) -> str:
    said = filing.explanation.strip()
    return f"填报的说明：{said[:NOTE_SHOWN]}" if said else "没有写明原因，请核对更正或说明"


def fewer_heads(on: date, threshold: Decimal) -> Iterator[Finding]:
    """已吸纳人数小于名册出勤去重人数, by more than `threshold` 人: people counted once each, January to the month."""
    filings = [filing for filing in latest_filed(on).values() if filing.workers_year is not None]
    counted = {period: _heads(period) for period in {filing.period for filing in filings}}
    for filing in filings:
        heads = counted[filing.period].get(filing.project_id, 0)
        stated = filing.workers_year or 0
        if heads - stated > threshold:
            facts = {"month": filing.period.label, "stated": stated, "heads": heads, "less": heads - stated}
            yield _of(filing, facts, measure=heads - stated, by_year=True)


def _heads(period: Period) -> dict[int, int]:
    """Project → distinct people with attendance from January to the month's end."""
    days = (period.month.replace(month=1), period.last_day)
    kept = Attendance.objects.filter(day__range=days).order_by()
    counted = kept.values_list("sheet__project").annotate(heads=Count("worker", distinct=True))
    return {int(project): int(heads) for project, heads in counted}
