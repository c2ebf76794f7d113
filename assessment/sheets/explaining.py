"""计算过程 of a score as it was frozen on its sheet, in the words the scheme's own pages use."""

from __future__ import annotations

from typing import Any

from assessment.models import Score
from assessment.schemes import explaining
from documents.formats import days
from units.models import User


def explained(score: Score, user: User, *, whole: bool = True) -> dict[str, Any] | None:
    """The arithmetic of a formula score; None where none is kept. `whole`: with its projects and their pages."""
    if not score.arithmetic:
        return None
    made = explaining.explained(score.arithmetic, user)
    return made if whole else made | {"parts": [], "pages": [], "is_closed": False}


def in_short(score: Score) -> str:
    """One line for a table: 按时率：9项次÷10项次＝90%, or why the indicator does not apply; "" without a formula."""
    kept = score.arithmetic
    if not kept:
        return ""
    if kept["ratio_bp"] is None:
        return str(kept["why"])
    above, below = (explaining.said(kept[side], kept["unit"]) for side in ("numerator", "denominator"))
    return f"{kept['label']}：{above}÷{below}＝{days(kept['ratio_bp'])}%"
