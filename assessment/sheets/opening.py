"""开始自评: one sheet for each unit a scheme in force scores, the formulas' points counted and frozen."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from assessment.models import Indicator, IndicatorKind, Scheme, SchemeState, Score, Scoresheet, SheetAct
from assessment.scoring import Scored, applies, participants, scores_of
from assessment.sheets.announcing import announce
from assessment.sheets.moves import FLOW
from units.models import Role, Unit, User
from units.refusals import NotAllowed, Refusal
from units.scope import scope_of

Points = dict[tuple[int, int], Scored]


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
    fresh = _missing(held)
    if not fresh:
        raise Refusal(f"{held.year}年的评分表都已发给各单位，不必再开始。")
    indicators, points = list(held.indicators.all()), scores_of(held)
    return [_opened(held, unit, indicators, points, by=by, at=at) for unit in fresh]


def _missing(scheme: Scheme) -> list[Unit]:
    have = set(Scoresheet.objects.filter(scheme=scheme).values_list("unit", flat=True))
    return [unit for unit in participants(scheme) if unit.pk not in have]


def _opened(
    scheme: Scheme, unit: Unit, indicators: list[Indicator], points: Points, *, by: User, at: datetime
) -> Scoresheet:
    sheet = Scoresheet.objects.create(scheme=scheme, unit=unit)
    Score.objects.bulk_create(_score(sheet, one, points) for one in indicators if applies(one, unit))
    FLOW.tell(sheet, SheetAct.OPEN, by=by, at=at)
    announce(sheet, SheetAct.OPEN, by=by, at=at)
    return sheet


def _score(sheet: Scoresheet, indicator: Indicator, points: Points) -> Score:
    """A row of a sheet; a formula without a base stays 不适用 and says why."""
    if indicator.kind != IndicatorKind.FORMULA:
        return Score(sheet=sheet, indicator=indicator)
    scored = points.get((sheet.unit_id, indicator.pk))
    return Score(
        sheet=sheet,
        indicator=indicator,
        formula_centi=scored.points_centi if scored else None,
        arithmetic=scored.arithmetic if scored else {},
    )
