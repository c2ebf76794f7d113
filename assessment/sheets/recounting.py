"""重算: the formulas' points of a sheet against the figures now in force. Told always, taken by an act alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assessment.models import Score, Scoresheet, SheetAct
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
    def change(self) -> list[str]:
        return [said(self.score.formula_centi), said(self.counted.points_centi)]


def newer_figures(sheet: Scoresheet) -> list[Newer]:
    """The formula scores that today's frozen figures would count otherwise, in order."""
    counted = scores_of(sheet.scheme)
    rows = [row for row in sheet.scores.select_related("indicator") if is_formula(row.indicator)]
    pairs = [(row, counted.get((sheet.unit_id, row.indicator_id))) for row in rows]
    return [Newer(row, made) for row, made in pairs if made is not None and _differs(row, made)]


def _differs(row: Score, made: Scored) -> bool:
    """By its points or its figures: the same points from other figures are other arithmetic."""
    known = ("numerator", "denominator", "months")
    return row.formula_centi != made.points_centi or any(
        row.arithmetic.get(name) != made.arithmetic.get(name) for name in known
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
        one.score.formula_centi, one.score.arithmetic = one.counted.points_centi, one.counted.arithmetic
        one.score.final_centi = None
    Score.objects.bulk_update([one.score for one in found], ["formula_centi", "arithmetic", "final_centi"])
    return made
