"""The arguments of this subject's pages: none names an object."""

from __future__ import annotations

from typing import Any

PAGES = ("situation_page", "situation_export", "retention_list", "retention_review", "retention_export")


def keys(**_: Any) -> dict[str, dict[str, Any]]:
    """Address name → its arguments."""
    return {page: {} for page in PAGES}
