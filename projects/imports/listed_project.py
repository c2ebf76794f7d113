"""One row of the 清单 with what it says, and what rows are looked up in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.workbooks.reading import Row
from projects.imports.allocated import Allocated
from projects.imports.funding_text import Part
from projects.imports.registry import SectorIndex, UnitIndex
from projects.models import Project


@dataclass(slots=True)
class ListedProject:
    """One checked row: what it says of the project, of its year, and of its money."""

    row: Row
    code: str
    project: dict[str, Any] = field(default_factory=dict)
    entry: dict[str, Any] = field(default_factory=dict)
    parts: Sequence[Part] = ()


@dataclass(slots=True)
class Names:
    """Everything rows are looked up in."""

    units: UnitIndex
    sectors: SectorIndex
    registered: Mapping[str, Project] = field(default_factory=dict)  # by code
    allocated: Mapping[int, Allocated] = field(default_factory=dict)  # by project
