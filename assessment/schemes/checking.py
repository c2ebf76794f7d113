"""What is wrong with a scheme or one of its indicators: all sentences at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assessment.models import Audience, Indicator, IndicatorKind
from assessment.schemes.machines import machine_fault
from assessment.scoring.formulas import FORMULAS, FULL_BP
from assessment.scoring.totals import COUNTED
from documents.formats import days

FULL_CENTI = 100_00
AUDIENCES = (Audience.SECTOR_DEPARTMENT, Audience.DEPARTMENT, Audience.TOWNSHIP)


@dataclass(frozen=True)
class Weight:
    """What the formula and judged indicators of one kind of unit add up to, in hundredths of a point."""

    audience: Audience
    centi: int

    @property
    def is_full(self) -> bool:
        return self.centi == FULL_CENTI

    @property
    def short_centi(self) -> int:
        """How much is lacking; negative when it is too much."""
        return FULL_CENTI - self.centi


def weights(indicators: Iterable[Indicator]) -> list[Weight]:
    """For each kind of unit, the sum of the points it is scored by; bonuses, deductions and vetoes stand beside it."""
    counted = [one for one in indicators if one.kind in COUNTED]
    return [
        Weight(audience, sum(one.points_centi for one in counted if one.audience in (Audience.ALL, audience)))
        for audience in AUDIENCES
    ]


def scheme_faults(indicators: Iterable[Indicator]) -> list[str]:
    """Why a scheme cannot be put in force; empty when it can."""
    listed = list(indicators)
    if not listed:
        return ["方案还没有指标，请先增加指标。"]
    faults = [fault for one in listed for fault in indicator_faults(one)]
    return faults + [_weight_fault(weight) for weight in weights(listed) if not weight.is_full]


def _weight_fault(weight: Weight) -> str:
    way = "少" if weight.short_centi > 0 else "多"
    return (
        f"{weight.audience.label}的公式计分和材料评分合计{days(weight.centi)}分，应为100分，"
        f"{way}{days(abs(weight.short_centi))}分，请调整分值。"
    )


def indicator_faults(one: Indicator) -> list[str]:
    """What is wrong with one indicator, whether it is saved or not."""
    said = [*_points_faults(one), *_formula_faults(one)]
    texts = (one.dimension, one.rule, one.evidence)
    if fault := machine_fault(kind=one.kind, title=one.title, texts=texts):
        said.append(fault)
    return said


def _points_faults(one: Indicator) -> Iterator[str]:
    if one.kind == IndicatorKind.VETO and one.points_centi:
        yield f"指标“{one.title}”是一票否决，不设分值，分值请填0。"
    if one.kind != IndicatorKind.VETO and not 0 < one.points_centi <= FULL_CENTI:
        yield f"指标“{one.title}”的分值应大于0、不超过100分。"
    if one.kind != IndicatorKind.FORMULA and not one.rule:
        yield f"指标“{one.title}”由人评定，请写明评分规则。"


def _formula_faults(one: Indicator) -> Iterator[str]:
    if one.kind != IndicatorKind.FORMULA:
        if one.formula or one.target_bp is not None or one.floor_bp is not None:
            yield f"指标“{one.title}”不是公式计分，公式、满分目标和零分线请留空。"
        return
    if one.formula not in FORMULAS:
        yield f"指标“{one.title}”没有选公式，请从公式目录中选一个。"
    if one.audience == Audience.DEPARTMENT:
        yield f"指标“{one.title}”适用其他区级部门：这些部门不主管项目，公式没有基数，请改为材料评分。"
    if one.target_bp is None or not 0 < one.target_bp <= FULL_BP:
        yield f"指标“{one.title}”的满分目标应大于0、不超过100%：超过计划不另加分。"
    elif one.floor_bp is not None and not 0 <= one.floor_bp < one.target_bp:
        yield f"指标“{one.title}”的零分线应低于满分目标，不用零分线的留空。"
