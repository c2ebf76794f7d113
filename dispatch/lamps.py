"""亮灯: red, yellow or green for each unit, by rules that stand here as data and under the table in words (◇)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from dispatch.aggregates import LAG_POINTS, is_lagging
from dispatch.figures import Scope
from documents.formats import MISSING, rounded


class Lamp(StrEnum):
    """As printed: the mark and the word tell them apart without color."""

    RED = "● 红"
    YELLOW = "▲ 黄"
    GREEN = "○ 绿"
    NONE = MISSING


@dataclass(frozen=True)
class Rule:
    """When a lamp shows; the first rule that holds decides."""

    lamp: Lamp
    said: str
    holds: Callable[[Scope], bool]


def _is_far_behind(scope: Scope) -> bool:
    lead = scope.value("lead")
    return is_lagging(lead.numerator, lead.denominator, lead.month)


def _is_behind(scope: Scope) -> bool:
    """As printed: what reads 与序时持平 is not behind."""
    exact = scope.value("lead").exact
    return exact is not None and rounded(exact, 1) < 0


def _unfiled(scope: Scope) -> bool:
    return any(row.is_owed and not row.filed for row in scope.span_rows)


def _late(scope: Scope) -> bool:
    return any(row.is_owed and not row.on_time for row in scope.span_rows)


def _returned(scope: Scope) -> bool:
    return any(row.returned_times for row in scope.span_rows)


RULES = (
    Rule(Lamp.RED, f"投资完成率低于序时进度{LAG_POINTS}个百分点及以上", _is_far_behind),
    Rule(Lamp.RED, "有应报未报（关账时没有通过）", _unfiled),
    Rule(Lamp.YELLOW, "投资完成率低于序时进度", _is_behind),
    Rule(Lamp.YELLOW, "有迟报或由办公室代填", _late),
    Rule(Lamp.YELLOW, "有退回改正", _returned),
)


def lamp_of(scope: Scope) -> Lamp:
    """A unit's lamp; none when it owed nothing and has no plan to be measured by."""
    shown = next((rule.lamp for rule in RULES if rule.holds(scope)), Lamp.GREEN)
    judged = scope.value("owed_times").numerator or scope.value("plan_fen").numerator
    return shown if judged else Lamp.NONE


def reasons_of(scope: Scope) -> list[str]:
    """The rules that hold for a unit, in words; who is far behind is not said to be behind as well."""
    held = [rule for rule in RULES if rule.holds(scope)]
    far = any(rule.holds is _is_far_behind for rule in held)
    return [rule.said for rule in held if not (far and rule.holds is _is_behind)]


def rule_note() -> str:
    """The rule as it is printed under the table."""
    red, yellow = ("或".join(rule.said for rule in RULES if rule.lamp is lamp) for lamp in (Lamp.RED, Lamp.YELLOW))
    return f"亮灯规则：红灯为{red}；黄灯为{yellow}；其余为绿灯。"
