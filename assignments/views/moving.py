"""The moves of one paper as its page shows them: a form each, and what was typed for one that is no longer offered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from units.models import User
from units.moving import Flow, Move

FOLDED = "outline"  # the tone of moves that are seldom made


@dataclass(frozen=True, slots=True)
class Board:
    """`moves`: what may be done now, each with its form; `refused`: the form that was, where it is not among them."""

    moves: list[tuple[Move, forms.Form]]
    refused: forms.Form | None
    lost: list[str]

    @property
    def usual(self) -> list[tuple[Move, forms.Form]]:
        """What is done on most papers: its forms stand open."""
        return [(move, form) for move, form in self.moves if not move.tone.startswith(FOLDED)]

    @property
    def seldom(self) -> list[tuple[Move, forms.Form]]:
        """What is done on few: folded under one title."""
        return [(move, form) for move, form in self.moves if move.tone.startswith(FOLDED)]


def board_of(
    flow: Flow,
    paper: Any,
    user: User,
    order: Iterable[Any],
    blank: Callable[[Any], forms.Form],
    act: Any = None,
    bound: forms.Form | None = None,
) -> Board:
    """The moves a person may make on a paper now, in the order of the page; the bound form in its place."""
    offered = {move.act: move for move in flow.available(paper, user)}
    moves = [
        (offered[one], bound if bound is not None and one == act else blank(one)) for one in order if one in offered
    ]
    if bound is None or act in offered:
        return Board(moves, None, [])
    return Board(moves, bound, _typed(bound))


def _typed(form: forms.Form) -> list[str]:
    """What was typed for a move that is no longer offered: shown, so that nothing is lost."""
    values = [form[name].value() for name, field in form.fields.items() if not field.widget.is_hidden]
    return [value for value in values if isinstance(value, str) and value]
