"""考核定分 in the round: sheets whose window is over and whose appeals are answered settle by themselves."""

from __future__ import annotations

from assessment.sheets.settling import settle_due
from dispatch.added_turns import SETTLE_SCORES, register


def register_all() -> None:
    register(SETTLE_SCORES, settle_due)
