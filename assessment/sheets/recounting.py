"""重算: the formulas' points of a sheet against the figures now in force. Told always, taken by an act alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assessment.models import Scheme, Score, Scoresheet, SheetAct
from assessment.scoring import Scored, scores_of
from assessment.sheets.moves import WITH_UNIT
from assessment.sheets.moving import move_sheet
from assessment.sheets.points import is_formula, said
from units.models import User
from units.refusals import Refusal


@dataclass(frozen=True)
class Newer:
    """A formula score whose figures were corrected after its points were frozen."""

    score: Score
    counted: Scored

    @property
    def own_differ(self) -> bool:
        """Whether the unit's own figures changed, not only the number of the freezing."""
        return _counts_otherwise(self.score, self.counted)

    @property
    def change(self) -> list[str]:
        return [said(self.score.formula_centi), said(self.counted.points_centi)]


def newer_figures(sheet: Scoresheet) -> list[Newer]:
    """The formula scores that today's frozen figures would count otherwise, in order."""
    return _newer(sheet.scores.select_related("indicator", "sheet"), sheet.scheme)


def outdated(scheme: Scheme) -> list[str]:
    """Names of the units whose own figures were corrected since they were counted, by code."""
    rows = Score.objects.filter(sheet__scheme=scheme).select_related("indicator", "sheet__unit")
    newer = _newer(rows.order_by("sheet__unit__code", "indicator__serial"), scheme)
    return list(dict.fromkeys(one.score.sheet.unit.name for one in newer if one.own_differ))


def _newer(rows: Iterable[Score], scheme: Scheme) -> list[Newer]:
    counted = scores_of(scheme)
    pairs = [(row, counted.get((row.sheet.unit_id, row.indicator_id))) for row in rows if is_formula(row.indicator)]
    return [Newer(row, made) for row, made in pairs if made is not None and _differs(row, made)]


def _differs(row: Score, made: Scored) -> bool:
    """By its points, its figures or the freezings they come from: each is other arithmetic."""
    return _counts_otherwise(row, made) or row.arithmetic.get("months") != made.arithmetic.get("months")


def _counts_otherwise(row: Score, made: Scored) -> bool:
    """Whether the unit's own figures differ; a correction of another unit's project is a newer freezing alone."""
    own = ("numerator", "denominator")
    return row.formula_centi != made.points_centi or any(
        row.arithmetic.get(name) != made.arithmetic.get(name) for name in own
    )


@transaction.atomic
def recount(*, sheet: Scoresheet, by: User, at: datetime, version: int | None = None) -> Scoresheet:
    """Take the figures now in force into a sheet's formula points: by the filer before it is sent, then by the office.

    Points an upheld appeal gave to a score whose figures changed no longer stand: the unit is told anew.

    Raises:
        NotAllowed, WrongState, StalePaper: see the move table.
        Refusal: nothing changed.
    """
    found = newer_figures(sheet)
    if not found:
        raise Refusal("定稿数字没有变化，公式得分已经是最新的，不必重算。")
    act = SheetAct.REFRESH if sheet.state in WITH_UNIT else SheetAct.RESCORE
    changes = {one.score.indicator.title: one.change for one in found}
    made = move_sheet(sheet=sheet, act=act, by=by, at=at, version=version, changes=changes)
    for one in found:
        if one.own_differ:
            one.score.final_centi = None
        one.score.formula_centi, one.score.arithmetic = one.counted.points_centi, one.counted.arithmetic
    Score.objects.bulk_update([one.score for one in found], ["formula_centi", "arithmetic", "final_centi"])
    return made
