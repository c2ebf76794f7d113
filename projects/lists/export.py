"""A published version as workbook and as 附件 of a paper: both say what was frozen, neither asks the register."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

from django.db import transaction

from documents.papers import render_pdf
from documents.workbooks import Column, Kind, Sheet, write_workbook
from projects.imports.forms import LIST
from projects.lists.annex import compose_version
from projects.lists.changes import CHANGE_HEADINGS, change_rows, said_of
from projects.lists.permissions import require_list_reader
from projects.lists.rows import SUMMED
from projects.models import Change, ListVersion, VersionRow
from units.audit import record
from units.models import User

BY_PROJECT = "计划吸纳务工人数为各项目之和（项目口径），同一人在两个项目务工的计两次。"


class Paper(StrEnum):
    """The forms in which a version is handed out; the value is the file's ending."""

    WORKBOOK = "xlsx"
    ANNEX = "pdf"


@dataclass(frozen=True)
class ListPapers:
    """The two files of a version; `stem` is the name both bear."""

    stem: str
    workbook: bytes
    paper: bytes


def export_version(*, version: ListVersion, by: User | None, at: datetime) -> ListPapers:
    """Make the workbook (.xlsx) and the paper (.pdf) of a version: the same bytes each time.

    Args:
        by: who takes them; None only for the house itself, at its own console.

    Raises:
        NotAllowed: only who reads every project takes the whole list away.
    """
    made = _export(version, tuple(Paper), by=by, at=at)
    return ListPapers(str(version), made[Paper.WORKBOOK], made[Paper.ANNEX])


def export_paper(*, version: ListVersion, form: Paper, by: User, at: datetime) -> bytes:
    """One of the two files.

    Raises:
        NotAllowed: only who reads every project takes the whole list away.
    """
    return _export(version, (form,), by=by, at=at)[form]


def _export(version: ListVersion, forms: tuple[Paper, ...], *, by: User | None, at: datetime) -> dict[Paper, bytes]:
    if by is not None:
        require_list_reader(by, "整份清单的导出")
    rows = list(version.rows.select_related("version__project_list"))
    # takes seconds, and a version never changes: outside any transaction, so that nobody waits
    made = {form: MAKERS[form](version, rows) for form in forms}
    detail = {"digest": version.digest, "forms": [form.value for form in forms]}
    with transaction.atomic():
        record(act="导出年度清单", subject=str(version), by=by, at=at, rows=len(rows), detail=detail)
    return made


def version_paper(version: ListVersion, rows: list[VersionRow]) -> bytes:
    """The version as 附件, on sheets that lie on their side."""
    return render_pdf(compose_version(version, rows))


def version_workbook(version: ListVersion, rows: list[VersionRow]) -> bytes:
    """Sheets 清单, in the official columns with its sums, and 变动情况 against the version before."""
    return write_workbook([_list_sheet(version, rows), _changes_sheet(version, rows)])


def _list_sheet(version: ListVersion, rows: list[VersionRow]) -> Sheet:
    return Sheet(
        title=version.title,
        name="清单",
        unit=f"{LIST.unit}、人、人次",
        columns=LIST.columns,
        rows=[row.values for row in rows if row.change != Change.REMOVED],
        totals={key: version.totals[key] for key in SUMMED},
        preamble=[said_of(version)],
        notes=[BY_PROJECT],
    )


def _changes_sheet(version: ListVersion, rows: list[VersionRow]) -> Sheet:
    heading: Any = partial(Column, kind=Kind.TEXT)
    keys = ("serial", "name", "code", "change", "said")
    widths = (8, 34, 26, 10, 60)
    columns = [
        heading(key=key, heading=title, width=width)
        for key, title, width in zip(keys, CHANGE_HEADINGS, widths, strict=True)
    ]
    listed = [dict(zip(keys, row, strict=True)) for row in change_rows(rows)]
    return Sheet(
        title=f"{version}变动情况", name="变动情况", columns=columns, rows=listed, preamble=[said_of(version)],
        notes=[] if listed else ["与上一版相比，各项目没有变动。"],
    )  # fmt: skip


MAKERS: dict[Paper, Callable[[ListVersion, list[VersionRow]], bytes]] = {
    Paper.WORKBOOK: version_workbook,
    Paper.ANNEX: version_paper,
}
