"""Reasons and other stated words, as they are kept: trimmed, long numbers masked, neither too short nor too long."""

from __future__ import annotations

from documents.masking import without_numbers
from units.refusals import Refusal

LONGEST_REASON = 200  # characters, as the columns hold


def stated(typed: str, *, lacking: str, noun: str = "原因", least: int = 1, most: int = LONGEST_REASON) -> str:
    """Return what a person stated, without numbers of people; `least` and `most` count characters.

    Raises:
        Refusal: it says too little (the sentence `lacking` asks for more), or it is too long.
    """
    said = without_numbers(typed.strip())
    if len(said) < least:
        raise Refusal(lacking)
    if len(said) > most:
        raise Refusal(f"{noun}有{len(said)}个字，最多{most}个字，请写得简短些。")
    return said


def required_reason(typed: str) -> str:
    """The reason of a move that sends a paper back, stops it or takes something off it.

    Raises:
        Refusal: none is given, or it is too long.
    """
    return stated(typed, lacking="请写明原因，相关单位会看到。")
