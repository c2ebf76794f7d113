"""The version as 附件: the official columns on sheets that lie on their side, then what was moved out.

The paper carries a limited number of rows an annex: a longer list becomes 附件1, 附件2 … of consecutive rows, with
the sums under the last.
"""

from __future__ import annotations

from collections.abc import Sequence

from documents.papers import ANNEX_ROW_LIMIT, Annex, Column, Table, compose_annexes
from documents.workbooks import Kind
from projects.imports.forms import LIST
from projects.lists.changes import CHANGE_HEADINGS, said_of, written
from projects.lists.rows import KEYS, SUMMED
from projects.models import Change, ListVersion, VersionRow

AUTHOR = "重点工程项目以工代赈领导小组办公室"
FONT_SIZE = 6.5  # points: 23 columns stand on a sheet of 225 mm
WIDTHS = {
    "serial": 0.6, "name": 1.8, "code": 2.0, "sector": 0.85, "kind": 0.7, "nature": 0.7, "site": 0.95, "content": 1.95,
    "total_fen": 2.0, "plan_fen": 1.9, "funding_text": 1.6, "years": 1.45, "stage": 0.7, "work_items": 2.0,
    "planned_workers": 1.15, "planned_priority_workers": 1.15, "planned_remuneration_fen": 1.5,
    "planned_training": 1.1, "owner_name": 1.4, "contractor_name": 1.4, "remark": 0.9,
}  # fmt: skip
LONG = {"name", "content", "funding_text", "work_items", "remark"}
HYPHENED, MAY_BREAK = {"code", "years"}, "\u200b"  # a line breaks after a hyphen rather than within a number
NUMBERS = {Kind.MONEY_WAN, Kind.INTEGER}


def compose_version(version: ListVersion, rows: Sequence[VersionRow]) -> str:
    """The annexes' HTML for `documents.papers.render_pdf`."""
    return compose_annexes(
        version_annexes(version, rows), title=str(version), author=AUTHOR, dated=version.published_on
    )


def version_annexes(version: ListVersion, rows: Sequence[VersionRow]) -> list[Annex]:
    """The list in as many annexes as it needs, and one of the projects moved out when there are any."""
    parts = _parts([row for row in rows if row.change != Change.REMOVED])
    made = [
        Annex(_title(version, number, len(parts)), (_table(version, part, last=number == len(parts)),), landscape=True)
        for number, part in enumerate(parts, start=1)
    ]
    return made + _removed_annexes(version, [row for row in rows if row.change == Change.REMOVED])


def _parts(rows: Sequence[VersionRow]) -> list[Sequence[VersionRow]]:
    return [rows[start : start + ANNEX_ROW_LIMIT] for start in range(0, len(rows), ANNEX_ROW_LIMIT)] or [rows]


def _title(version: ListVersion, number: int, count: int) -> str:
    return version.title if count == 1 else f"{version.title}（{number}/{count}）"


def _table(version: ListVersion, rows: Sequence[VersionRow], *, last: bool) -> Table:
    return Table(
        columns=tuple(_column(column.key, column.heading, column.kind) for column in LIST.columns),
        rows=tuple(tuple(_cell(key, row) for key in KEYS) for row in rows),
        total=_total(version) if last else (),
        unit=f"{LIST.unit}、人、人次",
        note=f"注：{said_of(version)}。" if last else "",
        font_size=FONT_SIZE,
    )


def _column(key: str, heading: str, kind: Kind) -> Column:
    align = "right" if kind in NUMBERS else "left" if key in LONG else "center"
    return Column(heading, WIDTHS.get(key, 1), align)  # type: ignore[arg-type]


def _cell(key: str, row: VersionRow) -> str:
    said = row.values[key]
    text = "" if said in (None, "") else written(key, said)
    return text.replace("-", f"-{MAY_BREAK}") if key in HYPHENED else text


def _total(version: ListVersion) -> tuple[str, ...]:
    sums = {key: written(key, version.totals[key]) for key in SUMMED} | {"name": "合计"}
    return tuple(sums.get(key, "") for key in KEYS)


def _removed_annexes(version: ListVersion, rows: Sequence[VersionRow]) -> list[Annex]:
    widths = (0.5, 3, 2.2, 2, 3)
    headings = (*CHANGE_HEADINGS[:3], "行业主管部门", "调出原因")
    columns = tuple(Column(heading, width) for heading, width in zip(headings, widths, strict=True))
    return [
        Annex(f"{version.project_list.year}年度调出清单的项目", (Table(columns, _removed(part)),), landscape=True)
        for part in _parts(rows)
        if part
    ]


def _removed(rows: Sequence[VersionRow]) -> tuple[tuple[str, ...], ...]:
    keys = ("name", "code", "department")
    return tuple((str(row.serial), *(str(row.values[key]) for key in keys), row.reason) for row in rows)
