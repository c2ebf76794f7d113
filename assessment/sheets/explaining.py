"""计算过程 of a score as it was frozen on its sheet, in the words the scheme's own pages use."""

from __future__ import annotations

from typing import Any

from assessment.models import Score
from assessment.schemes import explaining


def explained(score: Score, *, whole: bool = True) -> dict[str, Any] | None:
    """The arithmetic of a formula score; None where none is kept. `whole`: with its projects and their pages."""
    if not score.arithmetic:
        return None
    made = explaining.explained(score.arithmetic)
    return made if whole else made | {"parts": [], "pages": []}


def in_short(score: Score) -> str:
    """One line for a table: 应报项次9项次÷10项次＝90%, or why the indicator does not apply; "" without a formula."""
    if not score.arithmetic:
        return ""
    kept = score.arithmetic
    ratio = explaining.explained(kept)["ratio"]
    return f"{kept['label']}：{ratio}" if ratio else str(kept["why"])
