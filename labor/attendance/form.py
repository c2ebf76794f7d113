"""考勤表 as columns: who, and the days of the month by number; and the sheet to fill, with roster and kept days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from documents.workbooks import Column, Form, Kind, Sheet, write_workbook
from labor.attendance.grid import Line, days_of, read_grid
from labor.attendance.marks import HOW_TO
from labor.attendance.permissions import require_may_keep
from labor.attendance.sheets import sheet_of
from labor.taking_out import watermark
from projects.models import Period, Project
from units.audit import record
from units.models import User

TITLE = "考勤表"
PURPOSE = "登记本月考勤"
MOST_DAYS = 31
_IDENTITY_NOTE = "18位身份证号；只为区分同名时，可填后几位，或名册上带星号的号码"


def day_key(number: int) -> str:
    """The key of a day's column: d01 … d31."""
    return f"d{number:02d}"


def form_for(month: date) -> Form:
    """The form of a month: a day's column is known by its number, by 1日, 1号 or by the whole date."""
    return Form(
        key="attendance",
        title=TITLE,
        columns=[
            Column(key="serial", heading="序号", kind=Kind.ORDINAL, width=6),
            Column(key="name", heading="姓名", kind=Kind.NAME, expected=True, width=10),
            Column(key="identity", heading="身份证号", width=21, fill_down=False, note=_IDENTITY_NOTE),
            Column(key="job", heading="工种", width=10),
            *(_day(month, number) for number in range(1, MOST_DAYS + 1)),
            Column(
                key="total",
                heading="合计",
                kind=Kind.HUNDREDTHS,
                synonyms=("合计（工日）", "出勤合计", "合计天数", "出勤天数", "出勤", "工日", "小计", "总计"),
                width=8,
                note="可以不填；填了就与符号核对",
            ),
        ],
    )


def _day(month: date, number: int) -> Column:
    whole = f"{month:%Y-%m}-{number:02d}"
    names = (f"{number}日", f"{number}号", f"{number:02d}", whole, f"{whole} 00:00", f"{month.month}月{number}日")
    return Column(key=day_key(number), heading=str(number), synonyms=names, fill_down=False, width=4, note=HOW_TO)


@transaction.atomic
def roster_sheet(*, project: Project, period: Period, by: User, at: datetime, team: str = "") -> bytes:
    """Return an .xlsx of the month with everybody on the roster, ID numbers masked, ready to be filled and imported.

    Days kept already stand in it: a blank takes a kept day back, so the sheet as downloaded changes nothing.
    It says who took it and when, like every list of people, and leaves an audit entry with its rows.

    Raises:
        NotAllowed: the person does not keep the project's attendance.
    """
    require_may_keep(by, project, "下载考勤表")
    form, last = form_for(period.month), len(days_of(period))
    columns = [column for column in form.columns if column.key <= day_key(last) or not column.key.startswith("d")]
    rows = _rows(read_grid(sheet_of(project, period), team).lines)
    subject = f"{project.code} {project.name} {period.label}"
    record(act="下载考勤登记表", subject=subject, by=by, at=at, rows=len(rows), detail={"team": team})
    mark = watermark(by, at, PURPOSE)
    head = f"项目代码：{project.code}" + (f"  班组：{team}" if team else "")
    title = f"{project.name}{period.label}{TITLE}"
    return write_workbook(
        [
            Sheet(
                title=title,
                name=TITLE,
                columns=columns,
                rows=rows,
                preamble=[head, mark],
                notes=[f"说明：{HOW_TO}。", mark],
            )
        ]
    )


def _rows(lines: Iterable[Line]) -> list[dict[str, object]]:
    """One row for each person, two stays in a month together, with the marks of the days kept."""
    rows: dict[int, dict[str, object]] = {}
    for line in lines:
        stay = line.engagement
        who = {"name": stay.name, "identity": stay.worker.id_masked, "job": stay.trade.name}
        row = rows.setdefault(stay.worker_id, {"serial": str(len(rows) + 1), **who})
        row |= {day_key(cell.day.day): cell.mark for cell in line.cells if cell.centidays}
    return list(rows.values())
