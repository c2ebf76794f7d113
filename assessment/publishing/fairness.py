"""What would make places of a year unfair: a unit left out, or units scored up to different months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from assessment.models import IndicatorKind, Scheme, SchemeState, Score
from assessment.sheets.opening import missing
from units.models import Unit


def unfair(scheme: Scheme) -> list[str]:
    """Every sentence why the sheets of a year cannot be placed beside each other; [] when they can."""
    return [*_left_out(scheme), *_unlike_months(scheme)]


def _left_out(scheme: Scheme) -> list[str]:
    """Units the year scores that have no sheet: they came in after the sheets went out."""
    if scheme.state != SchemeState.IN_FORCE:
        return []  # no sheet goes out after the first edition
    lacking = missing(scheme)
    if not lacking:
        return []
    return [f"还有{len(lacking)}个被考核单位没有评分表：{_named(lacking)}。请先在评分表页补发（开始自评）。"]


def _unlike_months(scheme: Scheme) -> list[str]:
    counted_to = months_of(scheme)
    if len(counted_to) < 2:
        return []
    said = "；".join(f"{_named(units)}算到{month or '尚无定稿月份'}" for month, units in sorted(counted_to.items()))
    return [f"各单位公式得分算到的月份不同，不能一起排名：{said}。请按最新定稿重算（已告知的先撤回复核），再公布。"]


def months_of(scheme: Scheme) -> dict[str, list[Unit]]:
    """The last month formulas were counted up to (2026-12; "" before the first close) → the units, each once."""
    formulas = Score.objects.filter(sheet__scheme=scheme, indicator__kind=IndicatorKind.FORMULA)
    found: dict[str, list[Unit]] = defaultdict(list)
    for score in formulas.select_related("sheet__unit").order_by("sheet__unit__code", "pk"):
        months = score.arithmetic.get("months", [])
        units = found[months[-1]["month"] if months else ""]
        if score.sheet.unit not in units:
            units.append(score.sheet.unit)
    return dict(found)


def _named(units: Iterable[Unit]) -> str:
    return "、".join(unit.name for unit in units)
