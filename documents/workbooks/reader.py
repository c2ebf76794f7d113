"""Reading a workbook into typed rows, with every problem found in one pass."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from documents.workbooks.cells import MONEY_UNIT, blank_of, reader_of, warning_of
from documents.workbooks.columns import MONEY_KINDS, TEXT_KINDS, Column, Form, Kind
from documents.workbooks.delimited import open_table
from documents.workbooks.headings import parse
from documents.workbooks.layout import Layout, find
from documents.workbooks.merging import Fills, fills_of
from documents.workbooks.numbers import FEN_IN
from documents.workbooks.opening import Source, open_workbook
from documents.workbooks.problems import BadCell, CellProblem, Severity
from documents.workbooks.raw import as_text, is_blank
from documents.workbooks.reading import Place, Reading, Row, Total, letters
from documents.workbooks.sheet_xml import Result
from documents.workbooks.skipping import is_numbering, repeats_headings, row_kind
from documents.workbooks.units import stated_units, unit_for

REQUIRED = "“{heading}”不能空着，请补填。"
FORMULA_IN_TEXT = "这里是公式而不是文字，读不到可靠的内容，请复制后“选择性粘贴为数值”，或直接填写。"
FORMULA_NOT_CALCULATED = "公式没有计算结果，请用Excel或WPS打开保存一次，或直接填写数字。"
FORMULA_ERROR = "公式出错（如#REF!、#DIV/0!），没有结果，请改正公式或直接填写。"
OFTEN_UNIQUE = frozenset({Kind.ORDINAL, Kind.NAME, Kind.ID_NUMBER, Kind.PHONE, Kind.CARD, Kind.PROJECT_CODE})
SUMMED = MONEY_KINDS | {Kind.INTEGER, Kind.HUNDREDTHS}
MOST_REMEMBERED = 2_000
LONGEST_CELL = 32_767  # what Excel itself holds; more is made by other means, and costs every check behind it
TOO_LONG = "这里有{count}个字，超过一个单元格能放的32767个字，请精简后再填。"
MERGED = "这里是合并单元格，不能确定每一行各是多少，请取消合并后逐行填写。"


def read_workbook(
    source: Source,
    forms: Sequence[Form],
    *,
    context: Mapping[str, Any] | None = None,
    sheet: str | None = None,
    takes_text: bool = False,
) -> Reading:
    """Read an upload as whichever of `forms` its headings show.

    `source` is bytes, a path or a binary file. `context` gives typed values for columns the caller already knows:
    they stand in for a missing column or a blank cell. `sheet` picks one sheet by name. `takes_text` takes text tables
    (.csv) as well. Raises UnreadableWorkbook when nothing can be read at all; everything else is in
    `reading.problems`, one problem a bad cell.
    """
    layout = find(open_table(source) if takes_text else open_workbook(source), forms, sheet)
    reading = Reading(
        form=layout.form,
        sheet=layout.data.name,
        header_rows=(layout.top + 1, layout.bottom + 1),
        places={key: Place(index, layout.headings[index].text) for key, index in layout.columns.items()},
        preamble=_preamble(layout),
        above=_above(layout),
        context=context or {},
    )
    _note_headings(reading, layout)
    _read_rows(reading, layout)
    if not reading.rows:
        _problem_at_head(reading, "no_rows", "表头下面没有数据行，请填写后再上传。")
    return reading


def _preamble(layout: Layout) -> list[str]:
    rows = ([as_text(value).strip() for value in row if not is_blank(value)] for row in layout.data.rows[: layout.top])
    return ["\t".join(texts) for texts in rows if texts]


def _above(layout: Layout) -> dict[str, str]:
    """Texts above the headings by cell address."""
    return {
        f"{letters(column)}{number}": as_text(value).strip()
        for number, row in enumerate(layout.data.rows[: layout.top], start=1)
        for column, value in enumerate(row)
        if not is_blank(value)
    }


def _problem_at_head(reading: Reading, kind: str, message: str, *, column: int = 0, heading: str = "") -> None:
    cell = f"{letters(column)}{reading.header_rows[1]}"
    reading.problems.append(CellProblem(reading.sheet, cell, heading, "", message, kind, Severity.ERROR))


def _note_headings(reading: Reading, layout: Layout) -> None:
    missing = [
        column.heading
        for column in layout.form.required
        if column.key not in layout.columns and column.key not in reading.context
    ]
    if missing:
        names = "、".join(f"“{heading}”" for heading in missing)
        _problem_at_head(reading, "columns_missing", f"缺少{names}列，请补上后再上传（列的先后不限）。")
    known = set(layout.columns.values())
    extra = [heading.text for index, heading in layout.headings.items() if index not in known]
    if extra:
        reading.notes.append(f"没有用到的列：{'、'.join(extra)}。")


@dataclass(slots=True)
class _Plan:
    """How one column's cells are read: settled once a sheet, used for every row."""

    column: Column
    key: str
    index: int
    read: Callable[[Any], Any]
    blank: Any
    required: bool
    warns: bool


def _plans(reading: Reading, layout: Layout) -> list[_Plan]:
    units = stated_units(reading.preamble)
    return [_plan(reading, layout, column, units) for column in layout.form.columns if column.key in layout.columns]


def _plan(reading: Reading, layout: Layout, column: Column, units: Sequence[str]) -> _Plan:
    index, context = layout.columns[column.key], reading.context
    unit = _unit(reading, layout, column, units)
    return _Plan(
        column=column,
        key=column.key,
        index=index,
        read=_remembering(reader_of(column, unit)) if column.kind not in OFTEN_UNIQUE else reader_of(column, unit),
        blank=context.get(column.key, blank_of(column.kind)),
        required=column.required and column.key not in context,
        warns=column.kind is Kind.CARD,
    )


def _remembering(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a reader that works each good value out once: most columns repeat a few values down the sheet."""
    known: dict[Any, Any] = {}

    def again(raw: Any) -> Any:
        if isinstance(raw, bool):  # True and 1.0 are one key
            return read(raw)
        if raw in known:
            return known[raw]
        value = read(raw)
        if len(known) < MOST_REMEMBERED:
            known[raw] = value
        return value

    return again


def _unit(reading: Reading, layout: Layout, column: Column, units: Sequence[str]) -> str:
    """Return the unit a column is read in; notes a converted money unit, refuses any other contradiction."""
    heading, own = layout.headings[layout.columns[column.key]], parse(column.heading)
    unit = unit_for(column, heading, units)
    if column.kind in MONEY_KINDS:
        if unit in FEN_IN and unit != MONEY_UNIT[column.kind]:
            reading.notes.append(f"“{heading.text}”按{unit}读取，已换算成{MONEY_UNIT[column.kind]}。")
        if unit in FEN_IN or not unit:
            return unit
    if unit and own.units and unit not in own.units and not column.derived:
        message = f"这一列的单位是“{unit}”，应为“{own.unit}”，请换算后改正表头。"
        place = layout.columns[column.key]
        _problem_at_head(reading, "unit_mismatch", message, column=place, heading=heading.text)
    return unit


def _read_rows(reading: Reading, layout: Layout) -> None:
    plans, fills = _plans(reading, layout), fills_of(layout)
    absent = {
        column.key: reading.context.get(column.key, blank_of(column.kind))
        for column in layout.form.columns
        if column.key not in layout.columns
    }
    ordinals = [plan.index for plan in plans if plan.column.kind is Kind.ORDINAL]
    headings = frozenset(
        value for row in layout.data.rows[layout.top : layout.bottom + 1] for value in row if isinstance(value, str)
    ) - {""}
    width = max(layout.headings) + 1
    for index in range(layout.bottom + 1, len(layout.data.rows)):
        raw = layout.data.rows[index]
        if index == layout.bottom + 1 and is_numbering(raw):
            continue
        if _is_data(raw[:width], ordinals, headings, reading, index):
            _read_row(reading, layout, plans, fills, index, absent)
        elif row_kind(raw[:width]) == "total":
            _read_total(reading, layout, plans, index)


def _read_total(reading: Reading, layout: Layout, plans: list[_Plan], index: int) -> None:
    """Keep the numbers a total line states; what cannot be read, or was never calculated, states nothing."""
    raw, formulas = layout.data.rows[index], layout.data.facts.formulas or {}
    values: dict[str, Any] = {}
    for plan in plans:
        cell = raw[plan.index] if plan.index < len(raw) else ""
        known = formulas.get((index, plan.index), Result.KEPT) is Result.KEPT
        if plan.column.kind in SUMMED and known and not is_blank(cell) and len(as_text(cell)) <= LONGEST_CELL:
            with suppress(BadCell):
                values[plan.key] = plan.read(cell)
    reading.totals.append(Total(Row(reading, index + 1, values, raw), len(reading.rows)))


def _is_data(raw: list[Any], ordinals: list[int], headings: frozenset[Any], reading: Reading, index: int) -> bool:
    kind = row_kind(raw)
    if kind == "section":
        reading.notes.append(f"第{index + 1}行是小标题，没有当作数据。")
    if kind != "data" or repeats_headings(raw, headings):
        return False
    if any(not is_blank(value) for position, value in enumerate(raw) if position not in ordinals):
        return True
    reading.notes.extend(f"第{index + 1}行只有“{text}”，没有当作数据。" for text in map(as_text, raw) if len(text) > 6)
    return False


def _read_row(
    reading: Reading, layout: Layout, plans: list[_Plan], fills: Fills, index: int, absent: dict[str, Any]
) -> None:
    raw = layout.data.rows[index]
    formulas = layout.data.facts.formulas
    row = Row(reading, index + 1, dict(absent), raw)
    values, size = row.values, len(raw)
    reading.rows.append(row)
    for plan in plans:
        position = plan.index
        value = raw[position] if position < size else ""
        if fills.values and (index, position) in fills.values and is_blank(value):
            value = fills.values[index, position]
        if formulas and (index, position) in formulas and _bad_formula(row, plan, formulas[index, position]):
            continue
        if fills.refused and (index, position) in fills.refused and not plan.column.derived:
            _refuse(row, plan, "merged_cell", MERGED)
        elif is_blank(value):
            values[plan.key] = plan.blank
            if plan.required:
                _refuse(row, plan, plan.column.required_kind, REQUIRED.format(heading=plan.column.heading))
        else:
            _read_cell(row, plan, value)


def _bad_formula(row: Row, plan: _Plan, result: Result) -> bool:
    """Report a formula that cannot be trusted; returns True when the cell is done with."""
    column = plan.column
    if column.derived or column.kind is Kind.ORDINAL:
        return False
    if result is Result.ERROR:
        _refuse(row, plan, "formula_error", FORMULA_ERROR)
    elif column.kind in TEXT_KINDS:
        _refuse(row, plan, "formula_in_text", FORMULA_IN_TEXT)
    elif result is Result.MISSING:
        _refuse(row, plan, "formula_not_calculated", FORMULA_NOT_CALCULATED)
    else:
        return False
    return True


def _read_cell(row: Row, plan: _Plan, value: Any) -> None:
    if type(value) is str and len(value) > LONGEST_CELL:
        _refuse(row, plan, "too_long", TOO_LONG.format(count=len(value)))
        return
    try:
        read = plan.read(value)
    except BadCell as bad:
        if plan.column.derived:
            row.values[plan.key] = plan.blank
        else:
            _refuse(row, plan, bad.kind, str(bad))
        return
    row.values[plan.key] = read
    if plan.warns and (warning := warning_of(plan.column.kind, read)):
        row.problem(plan.key, *warning, warning=True)


def _refuse(row: Row, plan: _Plan, kind: str, message: str) -> None:
    row.values[plan.key] = blank_of(plan.column.kind)
    row.problem(plan.key, kind, message)
