"""The sheet as a whole: is it this project's, this month's, and has it the columns the law asks for?"""

import re
from datetime import date

from documents.formats import month_label
from documents.identifiers import normalized
from documents.workbooks import CellProblem, Reading, Severity
from labor.checks.knowledge import Knowledge
from labor.wage_form import EXPECTED_BY_LAW, OF_PAYMENT, WAGE_ROLL

CODE_LABELS = ("项目代码", "项目编码", "项目编号", "投资项目代码")
NAME_LABELS = ("项目名称", "工程名称")
_SPACE = re.compile(r"\s+")
_MONTH = re.compile(r"(20\d{2})\s*年\s*(\d{1,2})\s*月")


def check_sheet(reading: Reading, known: Knowledge) -> None:
    """Compare what stands above the headings with the project and month chosen, and name missing columns."""
    check_project(reading, known)
    check_title_month(reading, known)
    for key in EXPECTED_BY_LAW:
        if not reading.has(key) and not (known.is_draft and key in OF_PAYMENT):
            heading = WAGE_ROLL.by_key[key].heading
            message = f"表中没有“{heading}”列，国令724第15条要求工资台账载明，请补上。"
            _note(reading, f"A{reading.header_rows[1]}", heading, "", "column_absent", message, Severity.WARNING)


def check_project(reading: Reading, known: Knowledge) -> None:
    """Refuse a sheet whose lines above the headings state another project."""
    code = _stated(reading, CODE_LABELS)
    if code:
        if normalized(code) != known.project_code:
            message = f"表上写的项目代码与选定的“{known.project_name}”（{known.project_code}）不一致，{WHAT_TO_DO}"
            _refuse(reading, "项目代码", code, "project_mismatch", message)
        return
    name = _stated(reading, NAME_LABELS) or _other_project_named(reading, known)
    if name and not _same_name(name, known.project_name):
        message = f"表上写的项目与选定的“{known.project_name}”不一致，{WHAT_TO_DO}"
        _refuse(reading, "项目名称", name, "project_mismatch", message)


WHAT_TO_DO = "请改选项目，或更正表头后再导入。"


def _stated(reading: Reading, labels: tuple[str, ...]) -> str:
    return next((found for label in labels if (found := reading.stated(label))), "")


def _other_project_named(reading: Reading, known: Knowledge) -> str:
    """The name of another project that the lines above the headings carry, unless they carry this project's too."""
    above = _SPACE.sub("", "".join(reading.preamble))
    if _SPACE.sub("", known.project_name) in above:
        return ""
    return next((name for name in sorted(known.other_projects) if _SPACE.sub("", name) in above), "")


def _same_name(stated: str, name: str) -> bool:
    first, second = _SPACE.sub("", stated), _SPACE.sub("", name)
    return first in second or second in first


def check_title_month(reading: Reading, known: Knowledge) -> None:
    """Without a 支付周期 column the title alone says the month: there another month is an error."""
    match = _MONTH.search("".join(reading.preamble))
    if match is None or reading.has("month") or not 1 <= int(match[2]) <= 12:
        return
    month = date(int(match[1]), int(match[2]), 1)
    if month != known.month:
        message = f"表题写的是{month_label(month)}，这次导入的是{known.label}，请更正，或改选月份后重新导入。"
        _refuse(reading, "表题", match[0], "period_mismatch", message)


def _refuse(reading: Reading, heading: str, found: str, kind: str, message: str) -> None:
    _note(reading, reading.place_of(found), heading, found, kind, message, Severity.ERROR)


def _note(reading: Reading, cell: str, heading: str, found: str, kind: str, message: str, severity: Severity) -> None:
    reading.problems.append(CellProblem(reading.sheet, cell, heading, found, message, kind, severity))
