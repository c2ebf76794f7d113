"""The month of one project with a kept sheet, and the addresses' arguments."""

from __future__ import annotations

from typing import Any

from projects.models import Project

OF_MONTH = (
    "attendance_sheet", "attendance_lock", "attendance_import", "attendance_template", "attendance_export",
    "attendance_print",
)  # fmt: skip
OF_ALL = ("attendance_list", "attendance_conflicts", "attendance_conflicts_export")


def keys(project: Project, month: str = "2026-10") -> dict[str, dict[str, Any]]:
    """The arguments of each address; the project has somebody on its roster in the month (`join(project)`)."""
    return {**dict.fromkeys(OF_MONTH, {"pk": project.pk, "month": month}), **dict.fromkeys(OF_ALL, {})}
