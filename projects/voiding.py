"""作废: what is recorded in error is voided with a reason, never deleted."""

from __future__ import annotations

from units.refusals import Refusal

LONGEST_REASON = 200  # characters, as the columns hold


def void_reason(typed: str) -> str:
    """The reason without the spaces around it.

    Raises:
        Refusal: there is none, or it is too long.
    """
    words = typed.strip()
    if not words:
        raise Refusal("请写明作废原因。")
    if len(words) > LONGEST_REASON:
        raise Refusal(f"作废原因有{len(words)}字，请压缩到{LONGEST_REASON}字以内。")
    return words
