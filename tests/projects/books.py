"""Sample workbooks with single cells changed, so that each check meets its own fault and nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from projects.outcome import ImportOutcome


def edited(file: Path, cells: Mapping[str, Any], shape: Callable[[Worksheet], None] | None = None) -> bytes:
    """The sample with some cells set; `shape` may change more."""
    book = load_workbook(file)
    page = book.worksheets[0]
    for address, value in cells.items():
        page[address] = value
    if shape:
        shape(page)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def faults(outcome: ImportOutcome) -> set[tuple[str, str]]:
    """Errors as (cell, kind)."""
    return {(problem.cell, problem.kind) for problem in outcome.errors}


def hints(outcome: ImportOutcome) -> set[tuple[str, str]]:
    """Warnings as (cell, kind)."""
    return {(problem.cell, problem.kind) for problem in outcome.warnings}
