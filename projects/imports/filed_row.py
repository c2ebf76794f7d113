"""One row of a ledger or official form with its project, and what rows are compared with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from documents.workbooks.reading import Row
from projects.imports.registry import EntryIndex
from projects.models import ListEntry, Period, ProgressFiling
from projects.rolled import RolledFigures


@dataclass(slots=True)
class FiledRow:
    """One row with its project: `values` are the fields it states, `filing` what the month would then say."""

    row: Row
    entry: ListEntry
    existing: ProgressFiling | None
    previous: ProgressFiling | None
    values: dict[str, Any] = field(default_factory=dict)
    filing: ProgressFiling = field(default_factory=ProgressFiling)

    @property
    def changes(self) -> dict[str, list[Any]]:
        """Fields the row changes: [before, after]."""
        return {
            name: [getattr(self.existing, name) if self.existing else None, value]
            for name, value in self.values.items()
            if self.existing is None or getattr(self.existing, name) != value
        }


@dataclass(slots=True)
class Known:
    """What rows are compared with."""

    period: Period
    entries: EntryIndex
    gone: EntryIndex  # moved out of the list before the month ended, and nothing was filed
    existing: dict[int, ProgressFiling]
    previous: dict[int, ProgressFiling]
    rolled: dict[int, RolledFigures]  # what the rolls say, by project
    falls_block: bool  # an import accepted at once must explain a falling sum; a draft may do so later
