"""One stay with everything, and which address needs which key."""

from __future__ import annotations

from typing import Any

from labor.models import Engagement

OF_PROJECT = (
    "roster_detail", "roster_leave", "roster_export", "roster_print", "roster_import", "roster_template",
    "engagement_new",
)  # fmt: skip
OF_STAY = (
    "engagement_detail", "engagement_edit", "engagement_leave", "engagement_return", "engagement_void",
    "engagement_rename",
)  # fmt: skip


def keys(stay: Engagement) -> dict[str, dict[str, Any]]:
    """The arguments of each address: of the stay (`enter_one(1)`), or of its project."""
    return {
        "roster_list": {},
        **{name: {"pk": stay.project_id} for name in OF_PROJECT},
        **{name: {"pk": stay.pk} for name in OF_STAY},
    }
