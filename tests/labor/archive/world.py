"""The addresses of a roll's filing."""

from __future__ import annotations

from typing import Any

from labor.models import WageRoll


def keys(*, roll: WageRoll) -> dict[str, dict[str, Any]]:
    """By page, the arguments of its address."""
    return {name: {"pk": roll.pk} for name in ("roll_archive", "roll_package", "roll_file")}
