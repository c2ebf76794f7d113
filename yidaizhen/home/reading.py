"""What was last reported: the issued report and the figures it froze. Read, never computed anew."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from dispatch.definitions import Shape
from dispatch.figures import FigureBook, Scope
from dispatch.models import Bulletin, BulletinState
from dispatch.report.content import Picture
from dispatch.report.grouped import by_sector, by_unit
from dispatch.values import Value
from units.models import User

# The six figures of the first page, each with the one that puts it in proportion.
SIX = (
    ("projects", "filing_rate"),
    ("invested_fen", "plan_fen"),
    ("completion_rate", "lead"),
    ("workers_year", "heads_year_distinct"),
    ("remuneration_year_fen", "backed_pay_share"),
    ("remuneration_share", "floor_base_fen"),
)
LAGGING = 5


@dataclass(frozen=True)
class Tile:
    """One figure, the one that puts it in proportion, and the page of the rows behind it."""

    figure: Value
    beside: Value
    url: str

    @property
    def unit(self) -> str:
        return "" if self.figure.definition.shape is Shape.PERCENT else self.figure.definition.unit

    @property
    def note(self) -> str:
        if self.beside.definition.key == "lead":
            return f"序时 {self.beside.pace_text}，{self.beside.text}"
        return f"{self.beside.definition.label} {self.beside.said}"


@dataclass(frozen=True)
class Behind:
    """One lagging project, as the report says it."""

    name: str
    unit: str
    completion: str
    lead: str


@dataclass(frozen=True)
class Overview:
    """A month in six figures, two charts and the projects furthest behind."""

    tiles: list[Tile]
    charts: list[Picture]
    lagging: list[Behind]
    lagging_count: int
    not_started_count: int
    unfiled_count: int


def last_report(user: User) -> Bulletin | None:
    """The report issued last that this person may read."""
    issued = Bulletin.objects.visible_to(user).filter(state=BulletinState.ISSUED)
    return issued.select_related("period", "revision__period").order_by("-period__month", "-issued_at", "-pk").first()


def overview(report: Bulletin) -> Overview:
    book = FigureBook(report.revision)
    lagging = book.lagging()
    return Overview(
        tiles=tiles(book),
        charts=[block for block in [*by_sector(book), *by_unit(book)] if isinstance(block, Picture)],
        lagging=[behind(scope) for scope in lagging[:LAGGING]],
        lagging_count=len(lagging),
        not_started_count=len(book.not_started()),
        unfiled_count=len(book.unfiled()),
    )


def tiles(book: FigureBook) -> list[Tile]:
    """The six figures of the district, each with the one that puts it in proportion."""
    return [_tile(book, key, beside) for key, beside in SIX]


def _tile(book: FigureBook, key: str, beside: str) -> Tile:
    url = reverse("figure_rows", args=[book.revision.pk, book.total.kind, key])
    return Tile(book.total.value(key), book.total.value(beside), url)


def behind(scope: Scope) -> Behind:
    """A lagging project in one line."""
    return Behind(scope.name, scope.rows[0].unit_name, scope.value("completion_rate").text, scope.value("lead").text)
