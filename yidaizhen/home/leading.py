"""区领导的首页: one screen that needs no training: lamps, six figures, three charts, the reports issued last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from dispatch.figures import FigureBook, Reading, Scope
from dispatch.lamps import Lamp, lamp_of, reasons_of
from dispatch.models import Bulletin, BulletinState, FigureRevision
from dispatch.report.content import Picture
from dispatch.values import Value
from documents.charts import Bar, Reference, Series, bar_chart, line_chart
from documents.formats import rounded
from projects.models import Period
from projects.pace import pace
from projects.standing import Tally, standing_of
from units.models import User
from yidaizhen.home.reading import Behind, Tile, behind, tiles

REPORTS, LAGGING = 4, 3
NARROW = 420  # width of the drawings: three beside one another on a desk, one across a phone
TONES = {Lamp.RED: "bad", Lamp.YELLOW: "warn", Lamp.GREEN: "good"}


@dataclass(frozen=True)
class Lit:
    """One color of lamp: the units that show it, each with why."""

    lamp: Lamp
    tone: str
    units: list[tuple[str, str]]


@dataclass(frozen=True)
class Filing:
    """The month that is being filed now."""

    period: Period
    tally: Tally
    days_left: int


@dataclass(frozen=True)
class Leading:
    """What a leader reads at a glance of the month reported last, and how this month's filing goes."""

    revision: FigureRevision
    lit: list[Lit]
    tiles: list[Tile]
    charts: list[Picture]
    lagging: list[Behind]
    lagging_count: int
    not_started_count: int
    unfiled_count: int
    reports: list[Bulletin]
    filing: Filing | None


def leading(user: User, report: Bulletin, day: date) -> Leading:
    """The page's figures from the frozen months of the report's year; a constant number of queries."""
    book = FigureBook(report.revision)
    lagging = book.lagging()
    return Leading(
        revision=report.revision,
        lit=_lit(book.units),
        tiles=tiles(book),
        charts=[*_sectors(book), *_trends([*_before(report.revision), book.total])],
        lagging=[behind(scope) for scope in lagging[:LAGGING]],
        lagging_count=len(lagging),
        not_started_count=len(book.not_started()),
        unfiled_count=len(book.unfiled()),
        reports=last_reports(user),
        filing=_filing(day),
    )


def last_reports(user: User) -> list[Bulletin]:
    """The reports issued last that this person may read; replaced editions are left out."""
    issued = Bulletin.objects.visible_to(user).filter(state=BulletinState.ISSUED)
    standing = issued.exclude(replaced_by__state=BulletinState.ISSUED)
    return list(standing.select_related("period").order_by("-issued_at", "-pk")[:REPORTS])


def _lit(units: list[Scope]) -> list[Lit]:
    shown = [(unit, lamp_of(unit)) for unit in units]
    return [
        Lit(lamp, tone, [(unit.name, "；".join(reasons_of(unit))) for unit, lit in shown if lit is lamp])
        for lamp, tone in TONES.items()
    ]


def _sectors(book: FigureBook) -> list[Picture]:
    values = [(scope.name, scope.value("completion_rate")) for scope in book.sectors]
    return [_bars("各领域投资完成率（%）", values, _due(book.month))]


def _due(month: int) -> Reference:
    due = rounded(pace(month) * 100, 1)
    return Reference(due, f"序时{due}%")


def _bars(caption: str, values: list[tuple[str, Value]], due: Reference | None = None) -> Picture:
    bars = [Bar(name, value.number, value.text) for name, value in values]
    said = "；".join(f"{name}{value.said}" for name, value in values)
    return Picture(bar_chart(bars, title=caption, reference=due, width=NARROW), caption, said)


def _before(revision: FigureRevision) -> list[Scope]:
    """The district in each earlier closed month of the year, each as it now stands; two queries."""
    month = revision.period.month
    later = FigureRevision.objects.filter(period=OuterRef("period"), number__gt=OuterRef("number"))
    year = FigureRevision.objects.filter(~Exists(later), period__month__gte=month.replace(month=1))
    held = list(year.filter(period__month__lt=month).select_related("period").order_by("period__month"))
    reading = Reading([], in_part=held)
    return [_district(one, reading) for one in held]


def _district(revision: FigureRevision, reading: Reading) -> Scope:
    return Scope("total", "", "全区", revision.period.month.month, reading.rows(revision))


def _trends(months: list[Scope]) -> list[Picture]:
    """投资完成率 beside 序时, and 发放表已发放 of each month."""
    dues = [_due(scope.month) for scope in months]
    against = Series("序时", [due.value for due in dues], [f"{due.value}%" for due in dues])
    return [
        _trend("全区投资完成率与序时进度（%）", "完成率", months, "completion_rate", against),
        _trend("各月发放表已发放（万元）", "已发放", months, "roll_paid_fen"),
    ]


def _trend(caption: str, name: str, months: list[Scope], key: str, against: Series | None = None) -> Picture:
    """A line over the months; a single month is no line: a bar says more than a dot."""
    values = [(f"{scope.month}月", scope.value(key)) for scope in months]
    if len(values) == 1:
        return _bars(caption, values, _due(months[0].month) if against else None)
    labels = [label for label, _ in values]
    done = Series(name, [value.number for _, value in values], [value.text for _, value in values])
    svg = line_chart(labels, [done, *([against] if against else [])], title=caption, width=NARROW)
    return Picture(svg, caption, "；".join(f"{label}{value.said}" for label, value in values))


def _filing(day: date) -> Filing | None:
    """The earliest open month that units file now."""
    waiting = Period.objects.open().filter(expected_at__isnull=False).order_by("month").first()
    if waiting is None:
        return None
    return Filing(waiting, standing_of(waiting).total, (waiting.due_on - day).days)
