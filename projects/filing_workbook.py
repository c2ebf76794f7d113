"""预填表: one month's 月报 or 调度表 for a person's own projects, filled in as far as the system knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from documents.workbooks import Form, template
from projects.fields import BY_NAME
from projects.grid import OFFICIAL, GridRow, grid_entries, grid_rows
from projects.imports.forms import LEDGER as LEDGER_FORM
from projects.imports.forms import LOOK_COLUMNS
from projects.imports.forms import OFFICIAL as OFFICIAL_FORM
from projects.models import Look, Period
from units.audit import record
from units.models import User

DISTRICT = "大渡口区"
PREFILLED = (
    "本表已按系统内数字预填：已填报的为填报数，未填报的带入上月累计和发放表数。"
    "改好后到“导入月报、调度表”上传，空格不改动原数。"
)


@transaction.atomic
def filing_workbook(*, period: Period, form: str, by: User, at: datetime) -> bytes:
    """Return the .xlsx of a form (`ledger` or `official`) with the person's projects; the trail keeps the download.

    `import_progress` takes it in again; as it is, it changes nothing that is saved.
    """
    sheet = OFFICIAL_FORM if form == OFFICIAL else LEDGER_FORM
    entries = grid_entries(by, period, form).order_by("serial", "pk").prefetch_related("project__fundings")
    rows = [row for row in grid_rows(entries, period, user=by, at=at) if row.filing is not None or not row.month.duty]
    values = [_values(row, serial, sheet) for serial, row in enumerate(rows, start=1)]
    record(act="下载预填表", subject=f"{period.label}{sheet.title}", by=by, at=at, rows=len(values))
    return template(sheet, title=f"{period.label}{sheet.title}", preamble=[PREFILLED], rows=values)


def _values(row: GridRow, serial: int, form: Form) -> dict[str, Any]:
    known = {"serial": serial, "district": DISTRICT, "name": row.project.name, "code": row.project.code}
    known |= {"plan_fen": row.month.entry.plan_fen, "total_fen": row.project.total_fen, "fund": _fund(row)}
    known |= {name: getattr(row.draft, name) for name in BY_NAME if name in form.by_key}
    return known | dict(_look(row, form))


def _fund(row: GridRow) -> str:
    return "、".join(funding.label for funding in row.project.fundings.all())


def _look(row: GridRow, form: Form) -> Iterator[tuple[str, Any]]:
    """形象进度: a word in the ledger, a tick in one of four columns in the official form."""
    if "look" in form.by_key:
        yield "look", str(Look(row.draft.look).label) if row.draft.look else ""
    for key, look in LOOK_COLUMNS.items():
        if key in form.by_key:
            yield key, row.draft.look == look
