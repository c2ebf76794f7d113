"""考勤表 as columns: who, and the days of the month by number; and the empty sheet filled with the roster."""

from __future__ import annotations

from datetime import date

from documents.workbooks import Column, Form, Kind, Sheet, write_workbook
from labor.attendance.grid import days_of, roster_of
from labor.attendance.marks import HOW_TO
from labor.attendance.permissions import require_may_keep
from projects.models import Period, Project
from units.models import User

TITLE = "考勤表"
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


def roster_sheet(*, project: Project, period: Period, by: User, team: str = "") -> bytes:
    """Return an .xlsx of the month with everybody on the roster, ID numbers masked, ready to be filled and imported.

    Raises:
        NotAllowed: the person does not keep the project's attendance.
    """
    require_may_keep(by, project, "下载考勤表")
    form, last = form_for(period.month), len(days_of(period))
    columns = [column for column in form.columns if column.key <= day_key(last) or not column.key.startswith("d")]
    seen: dict[int, dict[str, object]] = {}
    for stay in roster_of(project, period, team):
        line = {"name": stay.name, "identity": stay.worker.id_masked, "job": stay.trade.name}
        seen.setdefault(stay.worker_id, {"serial": str(len(seen) + 1), **line})
    head = f"项目代码：{project.code}" + (f"  班组：{team}" if team else "")
    title = f"{project.name}{period.label}{TITLE}"
    return write_workbook(
        [
            Sheet(
                title=title,
                name=TITLE,
                columns=columns,
                rows=list(seen.values()),
                preamble=[head],
                notes=[f"说明：{HOW_TO}。"],
            )
        ]
    )
