"""开始自评: one sheet for each unit a scheme in force scores, the formulas' points counted and frozen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import transaction

from assessment.models import Indicator, Scheme, SchemeState, Score, Scoresheet, SheetAct, SheetState, SheetStep
from assessment.scoring import Scores, applies, participants, scores_of
from assessment.sheets.announcing import announce_opening
from units.audit import record
from units.models import Role, Unit, User
from units.refusals import NotAllowed, Refusal
from units.scope import scope_of


def may_open(user: User) -> bool:
    return scope_of(user).has(Role.OFFICE_ADMIN)


@transaction.atomic
def open_sheets(*, scheme: Scheme, by: User, at: datetime) -> list[Scoresheet]:
    """Open self-scoring: the sheets that are missing, each with its applicable indicators; return the new ones.

    Raises:
        NotAllowed: `by` is not an office administrator.
        Refusal: the scheme is not in force, or every unit has its sheet.
    """
    if not may_open(by):
        raise NotAllowed("只有办公室管理员可以开始自评。")
    held = Scheme.objects.select_for_update().get(pk=scheme.pk)
    if held.state != SchemeState.IN_FORCE:
        raise Refusal(f"{held}现在是“{held.get_state_display()}”，施行中的考核方案才能开始自评。")
    fresh = missing(held)
    if not fresh:
        raise Refusal(f"{held.year}年的评分表都已发给各单位，不必再开始。")
    made = Scoresheet.objects.bulk_create(Scoresheet(scheme=held, unit=unit) for unit in fresh)
    Score.objects.bulk_create(_rows(made, list(held.indicators.all()), scores_of(held)))
    _tell(held, made, by=by, at=at)
    return made


def missing(scheme: Scheme) -> list[Unit]:
    """Units the scheme scores that have no sheet yet."""
    have = set(Scoresheet.objects.filter(scheme=scheme).values_list("unit", flat=True))
    return [unit for unit in participants(scheme) if unit.pk not in have]


def _rows(sheets: Iterable[Scoresheet], indicators: Sequence[Indicator], points: Scores) -> Iterator[Score]:
    for sheet in sheets:
        for indicator in indicators:
            if applies(indicator, sheet.unit):
                yield _score(sheet, indicator, points)


def _score(sheet: Scoresheet, indicator: Indicator, points: Scores) -> Score:
    """A row of a sheet; a formula without a base stays 不适用 and says why."""
    scored = points.get((sheet.unit_id, indicator.pk))
    if scored is None:
        return Score(sheet=sheet, indicator=indicator)
    return Score(sheet=sheet, indicator=indicator, formula_centi=scored.points_centi, arithmetic=scored.arithmetic)


def _tell(scheme: Scheme, sheets: Sequence[Scoresheet], *, by: User, at: datetime) -> None:
    """A step on each sheet, one entry in the trail for all, and a word to each unit's people."""
    told = {"act": SheetAct.OPEN, "state": SheetState.SELF, "at": at, "by": by}
    SheetStep.objects.bulk_create(SheetStep(paper=sheet, **told) for sheet in sheets)
    detail = {"units": [sheet.unit.name for sheet in sheets]}
    record(act="开始考核自评", subject=str(scheme), by=by, at=at, rows=len(sheets), detail=detail)
    announce_opening(sheets, by=by, at=at)
