"""更正说明: what was put right after a report was issued on it; told once, in the next report of any kind (R16)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from dispatch.correcting import CORRECTABLE
from dispatch.definitions import DEFINITIONS, Definition
from dispatch.measures import MEASURES
from dispatch.models import Bulletin, BulletinState, FigureRevision, PeriodFigure
from dispatch.rows_behind import printed


@dataclass(frozen=True)
class Restated:
    """One project's number as an issued report has it, and as it is now."""

    revision: FigureRevision
    former: int
    project_code: str
    project_name: str
    figure: str
    before: int | None
    after: int | None

    @property
    def made(self) -> Definition:
        return DEFINITIONS[self.figure]

    @property
    def before_text(self) -> str:
        return printed(MEASURES[self.figure], self.before)

    @property
    def after_text(self) -> str:
        return printed(MEASURES[self.figure], self.after)


def untold_revisions(bulletin: Bulletin) -> list[FigureRevision]:
    """Corrections this report tells of: those of figures an issued report has, which no report told yet.

    An issued report keeps to what it told. Issuing one sets `told_in` of these.
    """
    corrected = FigureRevision.objects.filter(number__gt=0).select_related("period", "frozen_by")
    if bulletin.state == BulletinState.ISSUED:
        return list(corrected.filter(told_in=bulletin).order_by("period__month", "number"))
    waiting = list(corrected.filter(told_in=None).order_by("period__month", "number"))
    first = _first_issued(waiting)
    return [made for made in waiting if first.get(made.period_id, made.number) < made.number]


def _first_issued(waiting: list[FigureRevision]) -> dict[int, int]:
    """The lowest revision of each month that an issued report has."""
    issued = Q(bulletins__state=BulletinState.ISSUED) | Q(reports__state=BulletinState.ISSUED)
    used = FigureRevision.objects.filter(issued, period__in=[made.period_id for made in waiting])
    return dict(used.order_by("-number").values_list("period_id", "number")) if waiting else {}


def restated(revisions: list[FigureRevision]) -> list[Restated]:
    """What each of these corrections changed, against the freezing before it; two queries."""
    if not revisions:
        return []
    wanted = Q(pk=None)
    for made in revisions:
        wanted |= Q(period=made.period_id, number__in=[made.number, made.number - 1])
    keys = {(pk, number): found for found, pk, number in _named(wanted)}
    rows = _rows(keys.values())
    return [change for made in revisions for change in _changes(made, keys[made.period_id, made.number - 1], rows)]


def _named(wanted: Q) -> Iterable[tuple[int, int, int]]:
    return FigureRevision.objects.filter(wanted).values_list("pk", "period_id", "number")


def _rows(revisions: Iterable[int]) -> dict[int, dict[str, dict[str, Any]]]:
    by_revision: dict[int, dict[str, dict[str, Any]]] = {}
    found = PeriodFigure.objects.filter(revision__in=list(revisions)).order_by("serial", "project_code")
    for row in found.values("revision_id", "project_code", "project_name", *CORRECTABLE):
        by_revision.setdefault(row["revision_id"], {})[row["project_code"]] = row
    return by_revision


def _changes(revision: FigureRevision, former: int, rows: dict[int, dict[str, dict[str, Any]]]) -> Iterable[Restated]:
    old, new = rows.get(former, {}), rows.get(revision.pk, {})
    for code, row in new.items():
        for name in CORRECTABLE:
            if code in old and old[code][name] != row[name]:
                yield Restated(revision, former, code, row["project_name"], name, old[code][name], row[name])
