"""What the rolls say, of some projects or rolls. Rolls in force alone. A closing month asks `labor.year_sums`.

发放表实发合计 (what is owed, by the roll's month) and 已发放 (lines with a pay date and a voucher or signature) are two
figures. People are counted by the register, so one person on two projects is two 项目口径 heads and one
distinct person.
All sums are answered from the covering index of the lines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from labor.models import WageLine, WageRoll
from labor.models.line import LineQuerySet
from labor.pay.standing_lines import STANDING
from projects.models import Period, Project


@dataclass(frozen=True, slots=True, kw_only=True)
class RollSum:
    """What a roll, or a selection of lines, adds up to: lines, distinct people (人), money in 分."""

    lines: int = 0
    heads: int = 0
    centidays: int = 0
    gross_fen: int = 0
    deduction_fen: int = 0
    net_fen: int = 0
    paid_fen: int = 0
    paid_lines: int = 0


SUMS = {
    "heads": Count("worker", distinct=True),
    "centidays": Sum("centidays", default=0),
    "paid_fen": Sum("net_fen", filter=Q(is_paid=True), default=0),
    "net_fen": Sum("net_fen", default=0),  # last: after it the name means the sum, not the column
}


def year_figures(project_ids: Collection[int], period: Period) -> dict[int, tuple[int, int]]:
    """Return project key → its distinct people (人) and paid pay (分), January to this month; two queries."""
    lines = lines_in(year_to_date(period)).filter(project__in=project_ids)
    asked = {"heads": SUMS["heads"], "paid_fen": SUMS["paid_fen"]}
    return {key: (sums["heads"], sums["paid_fen"]) for key, sums in _grouped(lines, "project", asked).items()}


def sums_of(rolls: Iterable[WageRoll]) -> dict[int, RollSum]:
    """Return roll key → its sums, voided rolls included, lines taken out of a draft not; one query."""
    keys = [roll.pk for roll in rolls]
    lines = WageLine.objects.filter(STANDING, roll__in=keys).order_by()
    sums = {key: RollSum(**row) for key, row in _grouped(lines, "roll", ROLL_SUMS).items()}
    return {key: sums.get(key, RollSum()) for key in keys}


def total_of(lines: LineQuerySet) -> RollSum:
    """Return what a selection of lines adds up to; one query."""
    return RollSum(**lines.order_by().aggregate(**ROLL_SUMS))


def unpaid_by_roll(projects: QuerySet[Project]) -> dict[int, list[tuple[str, int, int]]]:
    """Return roll key → what each employer on it still owes: name, 分, people (人); rolls owing nothing are left out.

    Lines of 0 need no payment. One query over the index of unpaid lines.
    """
    lines = unpaid_lines().filter(project__in=projects.order_by()).order_by()
    rows = lines.values_list("roll", "employer").annotate(Sum("net_fen"), Count("worker", distinct=True))
    found: dict[int, list[tuple[str, int, int]]] = {}
    for roll, *said in rows.order_by("roll", "employer"):
        found.setdefault(roll, []).append((said[0], said[1], said[2]))
    return found


def unpaid_lines() -> LineQuerySet:
    """Lines in force that owe something and are not paid (`is_paid`)."""
    return WageLine.objects.filter(in_force=True, is_paid=False, net_fen__gt=0)


def last_paid(projects: QuerySet[Project]) -> dict[int, date]:
    """Return project key → the day its people were last paid; projects that never paid are left out. One query."""
    paid = WageLine.objects.filter(project=OuterRef("pk"), in_force=True, is_paid=True).order_by("-pay_on")
    rows = projects.order_by().annotate(last=Subquery(paid.values("pay_on")[:1])).values_list("pk", "last")
    return {key: last for key, last in rows if last is not None}


ROLL_SUMS = {
    "lines": Count("pk"),
    "heads": SUMS["heads"],
    "centidays": SUMS["centidays"],
    "gross_fen": Sum("gross_fen", default=0),
    "deduction_fen": Sum("deduction_fen", default=0),
    "paid_lines": Count("pk", filter=Q(is_paid=True)),
    "paid_fen": SUMS["paid_fen"],
    "net_fen": SUMS["net_fen"],
}


def lines_in(period_ids: Sequence[int]) -> LineQuerySet:
    """Lines in force of some periods."""
    return WageLine.objects.in_force().filter(period__in=period_ids).order_by()


def year_to_date(period: Period) -> list[int]:
    """Keys of the periods from January to this month: at most twelve, named so that the index is used."""
    first = period.month.replace(month=1)
    return list(Period.objects.filter(month__range=(first, period.month)).order_by().values_list("pk", flat=True))


def _grouped(lines: LineQuerySet, by: str, sums: dict[str, Any]) -> dict[int, dict[str, int]]:
    rows: Iterable[dict[str, int]] = map(dict, lines.values(by).annotate(**sums))
    return {row.pop(by): row for row in rows}
