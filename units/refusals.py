"""Refusal: an action that says no, with sentences fit for the person who asked."""

from collections.abc import Sequence


class Refusal(Exception):
    """Base of every business refusal. `sentences` are Chinese: what is wrong, where, what to do."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("".join(sentences))
        self.sentences: Sequence[str] = sentences


class NotAllowed(Refusal):
    """The person lacks the role for this act."""


class WrongState(Refusal):
    """The object is not in a state from which this move is possible."""
