"""What lies before whoever decides on a roll: its sum, who prepared it, what they explained, what changed since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from documents.formats import MISSING, yuan
from labor.figures import RollSum, total_of
from labor.models import RollAct, RollState, RollStep, WageRoll
from labor.pay.standing_lines import lines_of

DECIDED_IN = frozenset({RollState.OWNER, RollState.TOWNSHIP, RollState.COMMISSION})
MADE_BY = frozenset({RollAct.BUILD, RollAct.CORRECT})
SHOWN = 12  # changes on the page; the trail has them all


@dataclass(frozen=True, slots=True)
class Submitted:
    """A roll as it was submitted: sums (分, 人), the preparers, the sending's words, and what was mended since."""

    sums: RollSum
    prepared_by: tuple[str, ...]
    reason: str
    explained: tuple[str, ...]
    times: int
    changes: tuple[str, ...]

    @property
    def stakes(self) -> str:
        """What is decided on, for the question before the press."""
        return f"本表{self.sums.heads}人，实发合计{yuan(self.sums.net_fen)}元。"

    @property
    def shown(self) -> tuple[str, ...]:
        return self.changes[:SHOWN]

    @property
    def hidden(self) -> int:
        return max(0, len(self.changes) - SHOWN)


def submitted_of(roll: WageRoll) -> Submitted | None:
    """What is submitted while somebody decides on it, else None; one query where the steps are at hand."""
    if roll.state not in DECIDED_IN:
        return None
    steps = sorted(roll.steps.all(), key=lambda step: step.pk)
    made = dict.fromkeys(str(step.by) for step in steps if step.act in MADE_BY)
    sent = next((step for step in reversed(steps) if step.act == RollAct.SEND), None)
    explained = [f"{key.removeprefix('差异：')}{said[1]}" for key, said in sent.changes.items()] if sent else []
    return Submitted(
        total_of(lines_of(roll)), tuple(made), sent.reason if sent else "", tuple(explained), roll.submission,
        tuple(_mended(steps)),
    )  # fmt: skip


def _mended(steps: Sequence[RollStep]) -> list[str]:
    """What was corrected after the submission before the last: 张兰·单价（元）：210.00 → 220.00."""
    sent = [number for number, step in enumerate(steps) if step.act == RollAct.SUBMIT]
    between = steps[sent[-2] : sent[-1]] if sent[1:] else []
    return [words for step in between if step.act == RollAct.CORRECT for words in changes_said(step)]


def changes_said(step: RollStep) -> Iterator[str]:
    """What a step changed, in words: 实发：4200.00 → 4100.00."""
    for name, said in step.changes.items():
        yield f"{name}：{_told(said)}"


def _told(said: Any) -> str:
    if isinstance(said, list) and len(said) == 2:
        before, after = (MISSING if one in (None, "") else str(one) for one in said)
        return f"{before} → {after}"
    return "、".join(map(str, said)) if isinstance(said, list) else str(said)
