"""A draft of the road's month with one line on it and one taken out, and the addresses of its 核对 and its lines."""

from __future__ import annotations

from datetime import date
from typing import Any

from labor.pay.joining import remove_line
from projects.models import Project
from projects.periods import open_period
from tests.labor.conftest import AT
from tests.labor.paying import make_roll
from units.models import User

ON_ROLL = ("roll_check", "roll_check_export", "roll_send", "roll_line_add")


def keys(*, project: Project, filer: User) -> dict[str, dict[str, Any]]:
    """By page, the arguments of its address."""
    roll = make_roll(project, open_period(month=date(2026, 9, 1), by=None, at=AT), by=filer)
    kept, removed = roll.lines.order_by("row")
    remove_line(line=removed, reason="本人本月没有务工", by=filer, at=AT)
    of_line = {"roll_line_edit": kept, "roll_line_remove": kept, "roll_line_restore": removed}
    return {name: {"pk": roll.pk} for name in ON_ROLL} | {name: {"pk": line.pk} for name, line in of_line.items()}
