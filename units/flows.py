"""Moves as data: what every move table has in common. Guard, buttons and diagram read one table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import TextChoices

from documents.formats import chinese_moment


@dataclass(frozen=True, kw_only=True)
class Move:
    """One act: from which states to which (None: it stays where it is). Floors add who may, and what it asks for."""

    act: TextChoices
    sources: frozenset[str]
    target: str | None = None
    hint: str = ""
    tone: str = "primary"

    @property
    def label(self) -> str:
        return str(self.act.label)

    @property
    def name(self) -> str:
        """What the button sends."""
        return str(self.act.value)


def wrong_state(move: Move, state: str, *, states: type[TextChoices], noun: str) -> str:
    """The sentence for a move that the paper's state does not allow."""
    allowed = "、".join(str(one.label) for one in states if one in move.sources)
    return f"{noun}现在是“{states(state).label}”，只有{allowed}的{noun}可以{move.label}。请刷新页面看最新状态。"


class Trodden(Protocol):
    """A paper with its steps."""

    @property
    def steps(self) -> Any: ...


def last_told(paper: Trodden) -> str:
    """Who did the last act on a paper, and when: 林岚已于2026年11月12日14:05办理“审定”。 "" before the first."""
    step = paper.steps.select_related("by").order_by("-pk").first()
    return f"{step.by or '系统'}已于{chinese_moment(step.at)}办理“{step.get_act_display()}”。" if step else ""


def diagram(moves: Iterable[Move], states: type[TextChoices], *, start: str) -> str:
    """A Mermaid state diagram of a move table; moves that stay in their state are left out."""
    lines = ["stateDiagram-v2", f"    [*] --> {start}"]
    lines += [f"    {state.value}: {state.label}" for state in states]
    for move in moves:
        lines += [
            f"    {source.value} --> {move.target}: {move.label}"
            for source in states
            if source in move.sources and move.target and move.target != source
        ]
    return "\n".join(lines)
