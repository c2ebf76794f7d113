"""Empty workbooks to fill in: the form's headings, drop-downs, text formats, and a sheet that explains each column."""

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from documents.workbooks.columns import Column, Form, Kind
from documents.workbooks.sheet import Sheet
from documents.workbooks.styles import dress, look_of
from documents.workbooks.writer import saved, write_sheet
from documents.workbooks.written import put

ROWS_TO_FILL = 200
GUIDE_NAME, CHOICES_NAME = "填表说明", "选项"
HOW = {
    Kind.NAME: "按身份证填写，不加空格",
    Kind.INTEGER: "整数",
    Kind.DECIMAL: "数字",
    Kind.HUNDREDTHS: "数字，最多两位小数",
    Kind.MONEY_YUAN: "数字，单位元，最多两位小数",
    Kind.MONEY_WAN: "数字，单位万元，最多六位小数",
    Kind.PERCENT: "数字，61.0表示61.0%",
    Kind.DATE: "如2026-11-10",
    Kind.MONTH: "如2026-10",
    Kind.MONTH_RANGE: "如2026.01-2026.12",
    Kind.TICK: "打√或留空",
    Kind.ID_NUMBER: "18位，文本格式",
    Kind.PHONE: "11位手机号",
    Kind.CARD: "12至19位，文本格式",
    Kind.PROJECT_CODE: "如2304-500110-04-01-886979",
    Kind.CREDIT_CODE: "18位",
}
GUIDE_COLUMNS = (
    Column(key="heading", heading="列名", width=34),
    Column(key="required", heading="必填", width=8),
    Column(key="how", heading="怎样填", width=70),
)


def template(
    form: Form, *, preamble: Sequence[str] = (), title: str = "", rows: Sequence[Mapping[str, Any]] = ()
) -> bytes:
    """Return an .xlsx to fill in: drop-downs for choices and ticks, notes at headings, identity numbers as text.

    `preamble` are lines between title and headings, such as "项目代码：…". `rows` are filled in already, in the types
    the reader returns; as many empty rows as ever follow them. `title` stands for the form's own.
    """
    book = Workbook()
    book.remove(book["Sheet"])
    head_top, head_bottom = write_sheet(
        book, Sheet(title=title or form.title, columns=form.columns, rows=rows, unit=form.unit, preamble=preamble)
    )
    page = book[book.sheetnames[0]]
    guide = [{"heading": c.heading, "required": "是" if c.required else "", "how": help_of(c)} for c in form.columns]
    write_sheet(book, Sheet(title=GUIDE_NAME, columns=GUIDE_COLUMNS, rows=guide))
    for index, column in enumerate(form.columns, start=1):
        _prepare_cells(page, column, index, head_bottom + 1 + len(rows))
        _add_choices(book, page, column, index, head_bottom + 1, len(rows) + ROWS_TO_FILL)
        _add_help(page, column, index, head_bottom if column.group else head_top)
    return saved(book)


def help_of(column: Column) -> str:
    """Return one line on how a column is filled in."""
    parts = [HOW.get(column.kind, ""), column.note, "系统自动计算，可不填" if column.derived else ""]
    if column.choices and column.choices_are_open:
        parts.append("可从下拉中选一项")
    elif column.choices:
        parts.append(f"从下拉中选：{'、'.join(column.choices)}")
    return "；".join(part for part in parts if part)


def _prepare_cells(page: Worksheet, column: Column, index: int, first: int) -> None:
    look = look_of(page, column)
    for row in range(first, first + ROWS_TO_FILL):
        dress(page.cell(row, index), look)


def _add_choices(book: Workbook, page: Worksheet, column: Column, index: int, first: int, number: int) -> None:
    choices = column.choices or (("√",) if column.kind is Kind.TICK else ())
    if not choices:
        return
    rule = DataValidation(type="list", formula1=_listed(book, column, choices), allow_blank=True)
    if not column.choices_are_open:
        rule.errorTitle, rule.error, rule.showErrorMessage = "请从下拉中选择", "这里只能从下拉列表中选择。", True
    letter = get_column_letter(index)
    rule.add(f"{letter}{first}:{letter}{first + number - 1}")
    page.add_data_validation(rule)


def _add_help(page: Worksheet, column: Column, index: int, row: int) -> None:
    if help_text := help_of(column):
        note = Comment(("必填。" if column.required else "") + help_text, GUIDE_NAME)
        note.width, note.height = 260, 80
        page.cell(row, index).comment = note


def _listed(book: Workbook, column: Column, choices: Sequence[str]) -> str:
    """Put choices on a hidden sheet and return their range: a list written into the rule may hold 255 letters only."""
    if CHOICES_NAME not in book.sheetnames:
        book.create_sheet(CHOICES_NAME).sheet_state = "hidden"
    page = book[CHOICES_NAME]
    index = page.max_column + 1 if page.cell(1, 1).value is not None else 1
    for row, text in enumerate((column.heading, *choices), start=1):
        put(page, row, index, text)
    letter = get_column_letter(index)
    return f"{quote_sheetname(CHOICES_NAME)}!${letter}$2:${letter}${len(choices) + 1}"
