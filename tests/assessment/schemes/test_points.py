"""From ratio to points and from points to totals: exact until the one rounding; R4 stands guard."""

from __future__ import annotations

from fractions import Fraction

import pytest

from assessment.models import Indicator, IndicatorKind
from assessment.schemes.machines import machine_fault
from assessment.scoring import Total, places, total
from assessment.scoring.formulas import FORMULAS, FULL_BP
from assessment.scoring.points import earned
from dispatch.models import PeriodFigure


@pytest.mark.parametrize(
    ("ratio", "floor", "points"),
    [
        (Fraction(95, 100), None, 1000),  # at the target
        (Fraction(2), None, 1000),  # beyond it no more
        (Fraction(0), None, 0),
        (Fraction(1, 3), None, 351),  # 10 × 0.3333… ÷ 0.95 = 3.5087…
        (Fraction(475, 1000), None, 500),
        (Fraction(1, 2), 5000, 0),  # at the floor
        (Fraction(2, 3), 5000, 370),  # 10 × (0.6666… − 0.5) ÷ 0.45 = 3.7037…
        (Fraction(9491, 10000), 5000, 998),
    ],
)
def test_points_are_rounded_once(ratio: Fraction, floor: int | None, points: int) -> None:
    assert earned(ratio, points_centi=1000, target_bp=9500, floor_bp=floor) == points


def test_half_a_hundredth_goes_up() -> None:
    assert earned(Fraction(5, 1000), points_centi=100, target_bp=FULL_BP, floor_bp=None) == 1


def one(kind: str, points: int) -> Indicator:
    return Indicator(kind=kind, points_centi=points, title=kind)


def test_a_total_is_summed_then_divided_and_what_does_not_apply_counts_nowhere() -> None:
    marks = [
        (one(IndicatorKind.FORMULA, 1000), 333),
        (one(IndicatorKind.FORMULA, 5000), None),
        (one(IndicatorKind.JUDGED, 2000), 1000),
        (one(IndicatorKind.BONUS, 300), 100),
        (one(IndicatorKind.DEDUCTION, 500), 250),
        (one(IndicatorKind.VETO, 0), 0),
    ]
    made = total(marks)
    # 1333 ÷ 3000 × 100 = 44.43333…, + 1 − 2.5
    assert made == Total(4293, 1333, 3000, 100, 250, False)
    assert total([*marks, (one(IndicatorKind.VETO, 0), 100)]).vetoed
    assert total([(one(IndicatorKind.FORMULA, 1000), None)]).points_centi is None
    deep = total([(one(IndicatorKind.JUDGED, 1000), 10), (one(IndicatorKind.DEDUCTION, 500), 500)])
    assert deep.points_centi == 0  # never below nothing


def test_equal_totals_share_a_place_and_a_veto_has_none() -> None:
    made = {unit: Total(points, 0, 0, 0, 0, unit == 4) for unit, points in enumerate([9000, 8000, 9000, None, 9500])}
    assert places(made) == {0: 1, 2: 1, 1: 3}


def test_pay_is_held_against_its_floor_project_by_project_and_never_in_key_projects() -> None:
    formula = FORMULAS["remuneration_floor_rate"]
    rows = [
        PeriodFigure(kind="special", floor_base_fen=1000, floor_share=30, relief_remuneration_fen=900),
        PeriodFigure(kind="rural", floor_base_fen=1000, floor_share=10, relief_remuneration_fen=40),
        PeriodFigure(kind="key", floor_base_fen=1000, floor_share=30, relief_remuneration_fen=0),
        PeriodFigure(kind="special", floor_base_fen=None, floor_share=None, relief_remuneration_fen=500),
    ]
    above, below = formula.pair(rows)
    assert (Fraction(above or 0, 10_000), Fraction(below or 0, 10_000)) == (340, 400)  # surplus of one helps no other


def test_no_formula_counts_machines_or_pays_for_more_than_planned() -> None:
    for formula in FORMULAS.values():
        assert "机械" not in f"{formula.label}{formula.text}"
        assert 0 < formula.target_bp <= FULL_BP


@pytest.mark.parametrize(
    ("kind", "title", "rule", "refused"),
    [
        ("judged", "以人工替代机械", "重推项目每替代一台机械加1分", True),
        ("bonus", "少用机械", "各类项目机械台班减少10%的加1分", True),
        ("judged", "施工组织", "压减机械使用，能用人工不用机械", True),  # says of nobody: means everybody
        ("judged", "专项施工组织", "仅专项项目：能用人工不用机械", False),
        ("judged", "专项和重推施工组织", "专项、重推项目能用人工不用机械", True),
        ("deduction", "未以人工替代机械", "每台扣1分", True),
        ("deduction", "违规施工", "在重推项目强行以人工替代机械的，每次扣1分", False),
        ("judged", "机械设备安全", "施工机械按规定检验", False),
    ],
)
def test_nothing_rewards_replacing_machines_in_key_projects(kind: str, title: str, rule: str, *, refused: bool) -> None:
    said = machine_fault(kind=kind, title=title, texts=(rule,))
    assert bool(said) is refused
    if refused:
        assert title in said
        assert "重推项目不得" in said
