"""Checks of how much is paid: day rates below the minimum or beyond the usual, and months that stand out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from statistics import median

from django.db.models import Count, Q, Sum

from documents.formats import fen_from_yuan, rounded, yuan
from labor.alerts.findings import Finding, periods_until, plain, several
from labor.models import WageLine, WageStandard
from projects.models import Period

LEAST_PROJECTS = 5  # in one month: among fewer there is no telling which stands out
MAD_TO_SIGMA = Fraction(14826, 10000)
Rated = tuple[int, int, int, str, int]  # project, period, roll, name, rate in 分


def low_rates(on: date, threshold: Decimal) -> Iterator[Finding]:
    """单人日工资低于最低时薪×`threshold` 小时, one finding a roll; pay by the hour or piece alone is not a day rate."""
    periods = periods_until(on)
    least = {period.pk: _least(hour_fen, threshold) for period, hour_fen in _hours(periods)}
    wanted = _any(Q(period=period, rate_fen__lt=fen) for period, fen in least.items())
    for rows in _by_roll(wanted):
        low, fen = min(rows, key=lambda row: row[4]), least[rows[0][1]]
        facts = {"least": yuan(fen), "hours": plain(threshold), "hour": yuan(int(fen / threshold))}
        yield _of_roll(rows, facts | {"who": several([row[3] for row in rows]), "rate": yuan(low[4])})


def _least(hour_fen: int, hours: Decimal) -> int:
    return int(rounded(Fraction(hour_fen) * Fraction(hours), 0))


def _hours(periods: Sequence[Period]) -> Iterator[tuple[Period, int]]:
    """Each month with the official hourly minimum in force on its first day (R14), in 分; one query."""
    standards = (
        WageStandard.objects.filter(is_official=True).order_by("-starts_on").values_list("starts_on", "hour_fen")
    )
    known = list(standards)
    for period in periods:
        hour_fen = next((fen for since, fen in known if since <= period.month), None)
        if hour_fen is not None:
            yield period, hour_fen


def high_rates(on: date, threshold: Decimal) -> Iterator[Finding]:
    """单人日工资高于 `threshold` 元, one finding a roll."""
    beyond = fen_from_yuan(threshold)
    for rows in _by_roll(Q(period__in=periods_until(on), rate_fen__gt=beyond)):
        high = max(rows, key=lambda row: row[4])
        facts = {"most": yuan(beyond), "who": several([row[3] for row in rows]), "rate": yuan(high[4])}
        yield _of_roll(rows, facts)


def _any(conditions: Iterable[Q]) -> Q:
    wanted = Q(pk__in=())
    for one in conditions:
        wanted |= one
    return wanted


def _by_roll(wanted: Q) -> Iterator[list[Rated]]:
    """The lines paid by the day that fit, roll by roll."""
    lines = WageLine.objects.in_force().filter(wanted, centidays__gt=0, rate_fen__gt=0, piece_fen=0)
    rows = lines.order_by("roll", "row", "pk").values_list("project", "period", "roll", "name", "rate_fen")
    for _, found in groupby(rows.iterator(), key=lambda row: row[2]):
        yield list(found)


def _of_roll(rows: Sequence[Rated], facts: Mapping[str, object]) -> Finding:
    project, period, roll, _, _ = rows[0]
    facts = {**facts, "people": len(rows)}
    return Finding(
        subject=f"roll:{roll}", project_id=project, period_id=period, roll_id=roll, facts=facts, measure=len(rows)
    )


def outliers(on: date, threshold: Decimal) -> Iterator[Finding]:
    """人均报酬离群: a project's month lies `threshold` robust deviations off the median of all projects that month.

    The deviation is 1.4826 × the median of the distances from the median (MAD), which a few odd months do not move;
    the exact numbers are compared, sums over heads, never an average of averages.
    """
    periods = {period.pk: period for period in periods_until(on)}
    lines = WageLine.objects.in_force().filter(period__in=periods).order_by("period", "project")
    counted = lines.values_list("period", "project").annotate(fen=Sum("net_fen"), heads=Count("worker", distinct=True))
    for period, found in groupby(counted, key=lambda row: row[0]):
        months = [(project, int(fen), int(heads)) for _, project, fen, heads in found]
        yield from _standing_out(periods[period], months, Fraction(threshold))


def _standing_out(period: Period, months: Sequence[tuple[int, int, int]], times: Fraction) -> Iterator[Finding]:
    each = {project: Fraction(fen, heads) for project, fen, heads in months if heads}
    if len(each) < LEAST_PROJECTS:
        return
    middle = Fraction(median(each.values()))
    spread = Fraction(median(abs(value - middle) for value in each.values())) * MAD_TO_SIGMA
    for project, fen, heads in months:
        off = abs(each.get(project, middle) - middle)
        if spread and off > times * spread:
            facts = {
                "month": period.label,
                "fen": yuan(fen),
                "heads": heads,
                "each": _yuan(each[project]),
                "projects": len(each),
                "middle": _yuan(middle),
                "side": "高于" if each[project] > middle else "低于",
                "times": rounded(off / spread, 1),
            }
            subject = f"{project}:{period.key}"
            measure = int(rounded(off / spread * 10, 0))
            yield Finding(subject=subject, project_id=project, period_id=period.pk, facts=facts, measure=measure)


def _yuan(fen: Fraction) -> str:
    """An average in 元, rounded once."""
    return str(rounded(fen / 100, 2))
