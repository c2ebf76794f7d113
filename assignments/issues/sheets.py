"""Lists taken out as a workbook or printed on a sheet: exactly what the page listed, with an entry in the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from django.utils import timezone

from documents.formats import MISSING
from documents.papers import Column as PaperColumn
from documents.papers import Table, chinese_date, render_pdf
from documents.papers.registers import Register, compose_register
from documents.workbooks import Column, Kind, Sheet, write_workbook
from units.audit import record
from units.models import User


@dataclass(frozen=True, slots=True)
class Shown:
    """One column: heading, value of a row, its kind in the workbook, its width on paper (0: not printed)."""

    heading: str
    value: Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    width: float = 1
    align: Literal["left", "center"] = "center"


@dataclass(frozen=True, slots=True)
class Ledger:
    """A list to be taken out: its title, its columns, what is said below it on paper."""

    title: str
    columns: Sequence[Shown]
    unit: str
    closing: str


@transaction.atomic
def export_ledger(ledger: Ledger, rows: Iterable[Any], *, conditions: Sequence[str], by: User, at: datetime) -> bytes:
    """Return the rows as .xlsx; `conditions` are the filters in words."""
    listed = list(rows)
    said = _noted("导出", ledger, listed, conditions, by, at)
    columns = [Column(key=one.heading, heading=one.heading, kind=one.kind) for one in ledger.columns]
    values = [{one.heading: one.value(row) for one in ledger.columns} for row in listed]
    return write_workbook([Sheet(title=ledger.title, columns=columns, rows=values, preamble=[f"筛选条件：{said}"])])


@transaction.atomic
def print_ledger(ledger: Ledger, rows: Iterable[Any], *, conditions: Sequence[str], by: User, at: datetime) -> bytes:
    """Return the rows as a PDF: A4 on its side, its pages numbered."""
    listed, day = list(rows), timezone.localdate(at)
    said = _noted("打印", ledger, listed, conditions, by, at)
    printed = [one for one in ledger.columns if one.width]
    register = Register(
        title=ledger.title,
        facts=(f"筛选条件：{said}", f"共{len(listed)}{ledger.unit}", f"打印日期：{chinese_date(day)}"),
        table=Table(
            columns=tuple(PaperColumn(one.heading, one.width, one.align) for one in printed),
            rows=tuple(tuple(_said(one.value(row)) for one in printed) for row in listed),
        ),
        closing=(ledger.closing,),
        foot=f"{ledger.title}　{by.name}　{timezone.localtime(at):%Y-%m-%d %H:%M}",
    )
    return render_pdf(compose_register(register, author=by.name, dated=day))


def _said(value: Any) -> str:
    return MISSING if value in (None, "") else str(value)


def _noted(act: str, ledger: Ledger, rows: Sequence[Any], conditions: Sequence[str], by: User, at: datetime) -> str:
    said = "；".join(conditions) or "全部"
    detail = {"conditions": list(conditions)}
    record(act=f"{act}{ledger.title}", subject=said[:200], by=by, at=at, rows=len(rows), detail=detail)
    return said
