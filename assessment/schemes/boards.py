"""计分测算: what the formulas give each unit now, added up and placed among units of its kind; read, nothing saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessment.frozen import FrozenMonth, closed_years, frozen_year
from assessment.models import Audience, Indicator, IndicatorKind, Scheme
from assessment.schemes.checking import AUDIENCES
from assessment.scoring import Scored, Scores, Total, participants, places, scores_over, total
from units.models import Unit


@dataclass(frozen=True)
class Line:
    """One unit: a cell per formula indicator of its kind (None where there is none), its total and place."""

    unit: Unit
    cells: Sequence[tuple[Indicator, Scored]]
    total: Total
    place: int | None


@dataclass(frozen=True)
class Board:
    """The units of one kind: they are scored by the same indicators and placed among themselves (◇)."""

    audience: Audience
    indicators: Sequence[Indicator]
    lines: Sequence[Line]


@dataclass(frozen=True)
class Ground:
    """What every calculation of a scheme starts from, read once: the year's closed months and the units."""

    months: Sequence[FrozenMonth]
    units: Sequence[Unit]

    @property
    def span(self) -> str:
        """2026-01—2026-10; "" before the first close."""
        keys = [month.key for month in self.months]
        return "" if not keys else keys[0] if len(keys) == 1 else f"{keys[0]}至{keys[-1]}"


def ground_of(scheme: Scheme) -> Ground:
    """The scheme's own year; three queries."""
    return Ground(frozen_year(scheme.year), participants(scheme))


def trial_ground(scheme: Scheme) -> tuple[int, Ground]:
    """What other weights are tried on: the scheme's year, or the latest one before it that has closed months."""
    year = next((year for year in closed_years() if year <= scheme.year), scheme.year)
    return year, Ground(frozen_year(year), participants(scheme))


def boards(ground: Ground, indicators: Iterable[Indicator]) -> list[Board]:
    """A board per kind of unit that has formula indicators; pure arithmetic."""
    asked = [one for one in indicators if one.kind == IndicatorKind.FORMULA]
    scores = scores_over(ground.months, ground.units, asked)
    made = (_board(audience, ground.units, asked, scores) for audience in AUDIENCES)
    return [board for board in made if board.indicators and board.lines]


def _board(audience: Audience, units: Iterable[Unit], asked: Iterable[Indicator], scores: Scores) -> Board:
    own = [unit for unit in units if unit.kind == audience.value]
    listed = [one for one in asked if one.audience in (Audience.ALL, audience)]
    totals = totals_of(own, listed, scores)
    ranks = places(totals)
    lines = [
        Line(unit, [(one, scores[unit.pk, one.pk]) for one in listed], totals[unit.pk], ranks.get(unit.pk))
        for unit in own
    ]
    return Board(audience, listed, lines)


def totals_of(units: Iterable[Unit], indicators: Sequence[Indicator], scores: Scores) -> Mapping[int, Total]:
    """Unit → total over these indicators."""
    return {unit.pk: total((one, scores[unit.pk, one.pk].points_centi) for one in indicators) for unit in units}
