"""The figures of one report: all months of its span, and what it is compared with. Constant queries, however long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dispatch.figures import FigureBook, Reading
from dispatch.models import Bulletin, BulletinKind, BulletinState, FigureRevision
from dispatch.spans import months_of
from projects.models import MONTHS, RoundKind, span_label


class SpanBook(FigureBook):
    """A report's figures. Year-cumulative ones are the last month's; sums of the span hold each month's own.

    `previous` is the month or quarter before, `last_year` the same span a year ago, each None when its last month has
    no frozen figures; `quarters` are those of a half or a year. `missing` are months of the span without figures.
    """

    def __init__(self, revision: FigureRevision, kind: BulletinKind, among: Iterable[FigureRevision] = ()) -> None:
        """`among`: the freezings to rest on (an issued report's own); those in force when there are none."""
        self.kind = BulletinKind(kind)
        last = revision.period.month
        self._spans = [span for span in (last, self._before(last), last.replace(year=last.year - 1)) if span]
        self._frozen = _frozen(revision, [month for span in self._spans for month in self._months(span)], among)
        whole = {self._frozen[month] for month in self._closing_months() if month in self._frozen}
        self._reading = Reading(whole, in_part=set(self._frozen.values()) - whole)
        super().__init__(revision, earlier=self._earlier(last), reading=self._reading)
        self.missing = [month for month in self._months(last) if month not in self._frozen]
        self.previous = self._book(self._before(last))
        self.last_year = self._book(last.replace(year=last.year - 1))
        self.quarters = self._quarters(last)

    @classmethod
    def of(cls, bulletin: Bulletin) -> SpanBook:
        """What a report says: an issued one keeps to the freezings it was issued on, a draft follows those in force."""
        issued = bulletin.state == BulletinState.ISSUED
        among = bulletin.based_on.select_related("period", "frozen_by") if issued else ()
        return cls(bulletin.revision, BulletinKind(bulletin.kind), among)

    @property
    def revisions(self) -> list[FigureRevision]:
        """Every freezing a figure of the report comes from: what `Bulletin.based_on` keeps."""
        return [self._frozen[month] for month in sorted(self._frozen)]

    @property
    def span(self) -> str:
        return span_label(RoundKind(self.kind), self.period.month)

    def _months(self, last: date) -> list[date]:
        return months_of(self.kind, last)

    def _before(self, last: date) -> date | None:
        """The last month of the span before: months and quarters are compared with it, halves and years are not."""
        step = MONTHS[RoundKind(self.kind)]
        if step > MONTHS[RoundKind.QUARTER]:
            return None
        return last.replace(month=last.month - step) if last.month > step else date(last.year - 1, 12, 1)

    def _closing_months(self) -> list[date]:
        """Months whose rows are read whole: the last of each span, and of this one's quarters."""
        quarters = [month for month in self._months(self._spans[0]) if month.month % 3 == 0]
        return [*self._spans, *quarters]

    def _earlier(self, last: date) -> list[FigureRevision]:
        return [self._frozen[month] for month in self._months(last)[:-1] if month in self._frozen]

    def _book(self, last: date | None) -> FigureBook | None:
        revision = self._frozen.get(last) if last else None
        if revision is None or last is None:
            return None
        return FigureBook(revision, earlier=self._earlier(last), reading=self._reading)

    def whole(self, book: FigureBook) -> bool:
        """Whether a span of this kind has figures for each of its months."""
        return all(month in self._frozen for month in self._months(book.period.month))

    def _quarters(self, last: date) -> list[FigureBook]:
        if MONTHS[RoundKind(self.kind)] <= MONTHS[RoundKind.QUARTER]:
            return []
        ends = [month for month in self._months(last) if month.month % 3 == 0 and month in self._frozen]
        return [
            FigureBook(
                self._frozen[end],
                earlier=[
                    self._frozen[month]
                    for month in months_of(BulletinKind.QUARTER_NOTICE, end)[:-1]
                    if month in self._frozen
                ],
                reading=self._reading,
            )
            for end in ends
        ]


def _frozen(
    revision: FigureRevision, months: list[date], among: Iterable[FigureRevision]
) -> dict[date, FigureRevision]:
    """The freezing of each month: of those given, else the last one made; the report's own last month is given."""
    found = list(among) or (
        FigureRevision.objects.filter(period__month__in=months)
        .select_related("period", "frozen_by")
        .order_by("period__month", "number")
    )
    by_month = {made.period.month: made for made in found if made.period.month in months}
    return {**by_month, revision.period.month: revision}
