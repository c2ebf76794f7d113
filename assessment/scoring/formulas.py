"""公式: what a score may be counted from, as data. Frozen figures only; each formula names its base.

R4: nothing here counts machines, and nothing can: the catalog holds filing, progress, money, people and pay. Pay
against its floor (R3) is asked of 专项 and 农推 alone, 重推 has no floor. No target lies above 100 %: more labor
than was planned earns nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from dispatch.aggregates import Stated, paired
from dispatch.definitions import ALL_DEFINITIONS
from dispatch.models import PeriodFigure
from projects.models import ProjectKind

Count = Callable[[PeriodFigure], Stated]
FLOORED = frozenset({ProjectKind.SPECIAL, ProjectKind.RURAL})  # 重推 has no floor (R3)
FULL_BP = 10_000  # 100 %


class Counted(StrEnum):
    """The unit a formula's numerator and denominator are kept in."""

    ITEMS = "项次"
    PIECES = "个"
    HEADS = "人"
    FEN = "分"
    MYRIADTH_FEN = "万分之一分"


@dataclass(frozen=True, kw_only=True)
class Formula:
    """A ratio over a unit's projects: `above` ÷ `below`, each summed over the rows first.

    `spans`: over all closed months of the year; else over the last one, whose figures run from January. `figure` is the
    dispatch figure whose page shows the rows. `target_bp` is what a new indicator proposes (R17 where it has one).
    """

    key: str
    label: str
    above_label: str
    below_label: str
    above: Count
    below: Count
    counted: Counted
    figure: str
    target_bp: int
    basis: str
    note: str = ""
    spans: bool = False

    @property
    def text(self) -> str:
        return f"{self.above_label}÷{self.below_label}×100%{self.note}"

    def pair(self, rows: Iterable[PeriodFigure]) -> tuple[Stated, Stated]:
        """Numerator and denominator over the rows; a row without a base stays out on both sides."""
        return paired((self.above(row), self.below(row)) for row in rows)


def _made(key: str, counted: Counted, target_bp: int, basis: str, note: str = "") -> Formula:
    """A formula that is a figure of the report: the same measures, the same name."""
    made = ALL_DEFINITIONS[key]
    if made.below is None:
        raise ValueError(key)
    return Formula(
        key=key, label=made.label, above_label=made.above.label, below_label=made.below.label, above=made.above.of,
        below=made.below.of, counted=counted, figure=key, target_bp=target_bp, basis=basis, note=note,
        spans=counted is Counted.ITEMS,
    )  # fmt: skip


def _received(row: PeriodFigure) -> int:
    return int(row.is_owed and row.received)


def _passed_at_once(row: PeriodFigure) -> int:
    """What the office filed in a unit's place is no filing the unit got right."""
    return int(row.is_owed and row.received and row.returned_times == 0 and not row.by_office)


def _required(row: PeriodFigure) -> int | None:
    """What a project's floor asks to be paid, in 1/10000 分: base × floor share; None where there is no floor."""
    if row.kind not in FLOORED or row.floor_base_fen is None or row.floor_share is None:
        return None
    return row.floor_base_fen * int(row.floor_share * 100)


def _paid_of_required(row: PeriodFigure) -> int | None:
    """Paid, at most what was required of this project: one project's surplus makes up for no other's lack."""
    required, paid = _required(row), row.relief_remuneration_fen
    return None if required is None or paid is None else min(paid * FULL_BP, required)


R17 = "R17：官方绩效目标可参照值"
OWN = "办公室自定（◇）"
MONTHLY, EACH_ONCE = "；各月先合计、再相除", "；各项目先合计、再相除"

FORMULAS: dict[str, Formula] = {
    formula.key: formula
    for formula in [
        _made("on_time_rate", Counted.ITEMS, FULL_BP, OWN, f"{MONTHLY}；办公室代填的不计按时"),
        _made("filing_rate", Counted.ITEMS, FULL_BP, OWN, MONTHLY),
        Formula(
            key="first_pass_rate",
            label="一次通过率",
            above_label="收到后未被退回的项次",
            below_label="应报中收到的项次",
            above=_passed_at_once,
            below=_received,
            counted=Counted.ITEMS,
            figure="returned_times",
            target_bp=9000,
            basis=OWN,
            note=f"{MONTHLY}；办公室代填的不计",
            spans=True,
        ),
        _made("completion_rate", Counted.FEN, 9500, R17, EACH_ONCE),
        _made("start_rate", Counted.PIECES, 9500, R17, "；只计本年计划新开工的项目"),
        _made("payment_rate", Counted.FEN, 9500, R17, "；官方调度表口径，只计下达了以工代赈资金的项目"),
        _made("allocation_rate", Counted.FEN, 9500, OWN, EACH_ONCE),
        _made("workers_plan_rate", Counted.HEADS, 9500, OWN, "；项目口径合计"),
        _made("remuneration_plan_rate", Counted.FEN, 9500, OWN, EACH_ONCE),
        Formula(
            key="remuneration_floor_rate",
            label="劳务报酬下限完成率",
            above_label="已发放劳务报酬（每个项目最多计到下限）",
            below_label="按下限应发放的劳务报酬",
            above=_paid_of_required,
            below=_required,
            counted=Counted.MYRIADTH_FEN,
            figure="remuneration_share",
            target_bp=FULL_BP,
            basis="R3：专项、农推的报酬下限；重推不设下限、不计",
            note="；应发放数＝各项目基数×该项目下限",
        ),
        _made("training_rate", Counted.HEADS, 9000, OWN, "；官方调度表口径"),
        _made("backed_pay_share", Counted.FEN, 9000, OWN, "；每个项目最多计到其填报数"),
        _made("backed_workers_share", Counted.HEADS, 9000, OWN, "；每个项目最多计到其填报数"),
    ]
}


def formula_choices() -> list[tuple[str, str]]:
    """For a form: key and what the formula divides by what."""
    return [
        (formula.key, f"{formula.label}＝{formula.above_label}÷{formula.below_label}") for formula in FORMULAS.values()
    ]
