"""The months a report covers, and the frozen figures of each: a report is drafted when all of them are closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from dispatch.models import Bulletin, BulletinKind, FigureRevision
from dispatch.models.bulletin import CALLED
from projects.models import MONTHS, Period, RoundKind, ends_round, first_month, span_label
from units.refusals import Refusal


def months_of(kind: BulletinKind, last: date) -> list[date]:
    """The first days of the months of the span that ends with `last`, in order."""
    first = first_month(RoundKind(kind), last)
    return [first.replace(month=first.month + step) for step in range(MONTHS[RoundKind(kind)])]


def missing_months(kind: BulletinKind, last: date) -> list[date]:
    """Months of the span that are not closed, or were never opened."""
    months = months_of(kind, last)
    closed = set(Period.objects.filter(month__in=months, closed_at__isnull=False).values_list("month", flat=True))
    return [month for month in months if month not in closed]


def require_span(kind: BulletinKind, period: Period) -> None:
    """Say no unless a report of this kind ends with the month and all its months are closed.

    Raises:
        Refusal: naming the months that are missing.
    """
    if not ends_round(RoundKind(kind), period.month):
        raise Refusal(f"{period.label}不是{kind.label}的末月，请选择期末的月份。")
    if missing := missing_months(kind, period.month):
        span = span_label(RoundKind(kind), period.month)
        raise Refusal(f"{_named(missing)}还没有关账，不能起草{span}的{kind.label}。请先关账。")


def _named(months: list[date]) -> str:
    return "、".join(f"{month.year}年{month.month}月" for month in months)


def overtaken(bulletin: Bulletin) -> list[FigureRevision]:
    """Later revisions of the figures a report stands on: what it does not say yet."""
    based = [bulletin.revision, *bulletin.based_on.select_related("period")]
    newer = Q(pk=None)
    for revision in based:
        newer |= Q(period=revision.period_id, number__gt=revision.number)
    return list(FigureRevision.objects.filter(newer).select_related("period").order_by("period__month", "number"))


@dataclass(frozen=True)
class Unreported:
    """A report whose last month is closed and that is not drafted; it waits for the months that are `missing`."""

    period: Period
    kind: BulletinKind
    missing: tuple[date, ...]

    @property
    def label(self) -> str:
        return f"{span_label(RoundKind(self.kind), self.period.month)}{CALLED[self.kind]}"

    @property
    def missing_text(self) -> str:
        return _named(list(self.missing))


def unreported() -> list[Unreported]:
    """Reports to be drafted, the oldest first; two queries."""
    due = _undrafted()
    months = {month for period, kind in due for month in months_of(kind, period.month)}
    closed = set(Period.objects.filter(month__in=months, closed_at__isnull=False).values_list("month", flat=True))
    return [
        Unreported(period, kind, tuple(month for month in months_of(kind, period.month) if month not in closed))
        for period, kind in due
    ]


def _undrafted() -> list[tuple[Period, BulletinKind]]:
    """Closed months with the kinds of report that end with them and are not drafted."""
    found = Period.objects.filter(closed_at__isnull=False)
    drafted = {
        f"has_{kind}": Exists(Bulletin.objects.filter(period=OuterRef("pk"), kind=kind)) for kind in BulletinKind
    }
    lacking = Q(pk=None)
    for kind in BulletinKind:
        lacking |= Q(**{f"has_{kind}": False}, month__month__in=_ends(kind))
    return [
        (period, kind)
        for period in found.annotate(**drafted).filter(lacking).order_by("month")
        for kind in BulletinKind
        if ends_round(RoundKind(kind), period.month) and not getattr(period, f"has_{kind}")
    ]


def _ends(kind: BulletinKind) -> list[int]:
    return list(range(MONTHS[RoundKind(kind)], 13, MONTHS[RoundKind(kind)]))
