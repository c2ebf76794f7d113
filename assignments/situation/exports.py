"""综合研判台账 as a workbook: what the filter found, each ask a row, late ones counted in days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from assignments.models import NoteAsk, SituationNote
from assignments.situation.filters import standing_of
from assignments.situation.spans import read_span
from documents.workbooks import Column, Kind, Sheet, write_workbook
from units.audit import record
from units.models import User

TITLE = "综合研判台账"
COLUMNS: tuple[tuple[str, Kind], ...] = (
    ("期别", Kind.TEXT),
    ("标题", Kind.TEXT),
    ("研判状态", Kind.TEXT),
    ("发文字号", Kind.TEXT),
    ("征集单位", Kind.TEXT),
    ("内容", Kind.TEXT),
    ("报送期限", Kind.DATE),
    ("报送日期", Kind.DATE),
    ("报送情况", Kind.TEXT),
    ("迟报（天）", Kind.INTEGER),
)


@transaction.atomic
def export_notes(
    *,
    notes: QuerySet[SituationNote],
    asks: QuerySet[NoteAsk],
    conditions: Sequence[str],
    on: date,
    by: User,
    at: datetime,
) -> bytes:
    """Return an .xlsx of the notes found with those of their asks the person sees; three questions."""
    of_note: dict[int, list[NoteAsk | None]] = {}
    for ask in asks.filter(note__in=notes.order_by().values("pk")).select_related("unit", "note").order_by("pk"):
        of_note.setdefault(ask.note_id, []).append(ask)
    rows = [
        _row(note, ask, on)
        for note in notes.select_related("paper").order_by("-year", "-label", "-pk")
        for ask in of_note.get(note.pk, [None])
    ]
    said = "；".join(conditions) or "全部"
    record(act=f"导出{TITLE}", subject=f"{TITLE}（{said}）", by=by, at=at, rows=len(rows))
    columns = [Column(key=heading, heading=heading, kind=kind) for heading, kind in COLUMNS]
    return write_workbook([Sheet(title=TITLE, columns=columns, rows=rows, preamble=[f"筛选条件：{said}"])])


def _row(note: SituationNote, ask: NoteAsk | None, on: date) -> dict[str, Any]:
    number = note.paper.document_number if note.paper else ""
    told: list[Any] = [read_span(note.label).said, note.title, note.get_state_display(), number]
    told += _asked(ask, on) if ask else [""] * 2 + [None, None, "", None]
    return dict(zip((heading for heading, _ in COLUMNS), told, strict=True))


def _asked(ask: NoteAsk, on: date) -> list[Any]:
    late = ask.days_late(on=on) if ask.asked_at else 0
    standing = standing_of(ask, on=on)[0]
    return [ask.unit.name, ask.get_topic_display(), ask.due_on, ask.given_on, standing, late or None]
