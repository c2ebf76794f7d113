"""The standing of a month as pages and workbooks show it: which lines are asked for, in words and in columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from documents.workbooks import Column, Kind, Sheet, write_workbook
from projects.models import FilingSource, Period
from projects.standing import Line, Standing, Tally
from units.audit import record
from units.models import User

Test = Callable[[Line], bool]

# Which lines a tab shows: key → (label, test). All but the last three ask only what is owed.
STATES: dict[str, tuple[str, Test]] = {
    "": ("全部", lambda line: True),  # noqa: ARG005
    "expected": ("应报", lambda line: line.row.is_due),
    "missing": ("未报", lambda line: line.is_missing),
    "received": ("已收", lambda line: line.row.is_due and line.is_received),
    "on_time": ("按时", lambda line: line.row.is_due and line.is_on_time),
    "returned": ("退回过", lambda line: line.row.is_due and line.returned > 0),
    "accepted": ("已通过", lambda line: line.row.is_due and line.is_accepted),
    "waived": ("免报", lambda line: line.row.is_owed and not line.row.is_due),
    "not_owed": ("不列入", lambda line: not line.row.is_owed),
}
COUNTS: tuple[tuple[str, str, str], ...] = (
    ("expected", "应报", "个"),
    ("received", "已收", "个"),
    ("on_time", "按时", "个"),
    ("returned", "退回过", "个"),
    ("accepted", "已通过", "个"),
    ("missing", "未报", "个"),
    ("waived", "免报", "个"),
)
NOTES = (
    "已收：单位报送过或办公室代填过的，后来退回的也算；按时：单位首次报送在截止日及以前，办公室代填不算。",
    "退回：办公室退回单位；不列入应报和免报的项目不计入应报，也不催报。",
)


def picked(standing: Standing, *, unit: int | None, state: str) -> list[Line]:
    """The lines of one unit (of all when None) in one state."""
    test = STATES.get(state, STATES[""])[1]
    return [line for line in standing.lines if (unit is None or line.row.unit_id == unit) and test(line)]


def state_said(line: Line) -> str:
    """Where the project's month stands, in words."""
    if line.filing is None:
        return "未填报" if line.row.is_due else "—"
    by_office = "（办公室代填）" if line.filing.source == FilingSource.OFFICE else ""
    return f"{line.filing.get_state_display()}{'（零报告）' if line.filing.is_nil else by_office}"


def duty_said(line: Line) -> str:
    """What the project owes, with the reason where it owes nothing."""
    row = line.row
    if not row.is_owed:
        return f"不列入：{row.why_not}"
    if not row.is_due:
        return f"免报：{row.waived_reason}"
    return f"应报（补列：{row.added_reason}）" if row.added_reason else "应报"


def received_said(line: Line) -> str:
    """When it first reached the office, to the minute."""
    at = line.arrival.received_at if line.arrival else None
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def as_dict(line: Line) -> dict[str, object]:
    """One line, ready for JSON."""
    row, arrival = line.row, line.arrival
    return {
        "project": row.project.code,
        "name": row.project.name,
        "unit": row.unit_name,
        "owed": row.is_owed,
        "why_not": row.why_not,
        "state": line.filing.state if line.filing else None,
        "received_at": _local(arrival.received_at) if arrival else None,
        "on_time": line.is_on_time,
        "returned": line.returned,
        "accepted": line.is_accepted,
        "waived": row.is_owed and not row.is_due,
    }


def counts(tally: Tally) -> dict[str, int]:
    """The counts by name, ready for JSON; 个, `returned_times` in 次."""
    return {name: getattr(tally, name) for name in Tally.__slots__}


def _local(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat() if moment else None


COLUMNS: tuple[tuple[str, Kind, Callable[[Line], object]], ...] = (
    ("责任单位", Kind.TEXT, lambda line: line.row.unit_name),
    ("项目名称", Kind.TEXT, lambda line: line.row.project.name),
    ("项目代码", Kind.TEXT, lambda line: line.row.project.code),
    ("应报情况", Kind.TEXT, duty_said),
    ("填报状态", Kind.TEXT, state_said),
    ("首次报送", Kind.TEXT, lambda line: received_said(line)),
    ("按时", Kind.TEXT, lambda line: "是" if line.is_on_time else ""),
    ("退回（次）", Kind.INTEGER, lambda line: line.returned),
)


@transaction.atomic
def export_standing(
    *, period: Period, lines: Sequence[Line], said: Sequence[str], standing: Standing, by: User, at: datetime
) -> bytes:
    """Return an .xlsx: the lines asked for, and every unit's counts with their sums; leave an audit entry."""
    told = "；".join(said) or "全部"
    title = f"{period.label}应报和报送情况"
    detail = {"conditions": list(said)}
    record(act="导出应报情况", subject=f"{title}（{told}）"[:200], by=by, at=at, rows=len(lines), detail=detail)
    columns = [Column(key=heading, heading=heading, kind=kind) for heading, kind, _ in COLUMNS]
    rows = [{heading: value(line) for heading, _, value in COLUMNS} for line in lines]
    first = Sheet(title=title, columns=columns, rows=rows, preamble=[f"筛选条件：{told}"], notes=NOTES)
    return write_workbook([first, _by_unit(period, standing)])


def _by_unit(period: Period, standing: Standing) -> Sheet:
    columns = [Column(key="unit", heading="责任单位", kind=Kind.TEXT)]
    columns += [Column(key=key, heading=f"{label}（{unit}）", kind=Kind.INTEGER) for key, label, unit in COUNTS]
    rows = [{"unit": one.unit_name, **counts(one.tally)} for one in standing.units]
    return Sheet(title=f"{period.label}分单位报送情况", columns=columns, rows=rows, totals=counts(standing.total))
