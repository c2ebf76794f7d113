"""Where a project's month of attendance stands, in a word: it follows from sheet and 发放表 alone."""

from __future__ import annotations

from django.db import models


class Standing(models.TextChoices):
    """State of a 考勤台账."""

    NONE = "none", "未登记"
    OPEN = "open", "登记中"
    LATE = "late", "补登（发放表先于考勤）"
    LOCKED = "locked", "已锁定"


TONES = {Standing.NONE: "neutral", Standing.OPEN: "info", Standing.LATE: "warn", Standing.LOCKED: "good"}


def standing_of(*, kept: bool, locked: bool, roll: bool) -> Standing:
    """The state: `kept` any sheet there, `locked` it takes no change, `roll` the month's 发放表 is in force."""
    if locked:
        return Standing.LOCKED
    if roll:
        return Standing.LATE
    return Standing.OPEN if kept else Standing.NONE
