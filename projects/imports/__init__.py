"""Workbooks taken in on this floor: the yearly list (清单), the monthly ledger (月报), the official form (调度表)."""

from projects.imports.listing import import_projects
from projects.imports.progress import import_progress

__all__ = ["import_progress", "import_projects"]
