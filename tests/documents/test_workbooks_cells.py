"""What people type into cells, and what it becomes or why it is refused."""

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.workbooks import Column, Form, Kind, Reading, UnreadableWorkbook, read_workbook
from documents.workbooks.cells import blank_of, reader_of
from documents.workbooks.numbers import decimal_of
from documents.workbooks.problems import BadCell
from documents.workbooks.raw import as_text, is_blank
from tests.documents.forms import SMALL, SMALL_HEAD, ods, ods_row, replaced, workbook
from tests.documents.old_excel import xls


def read(kind: Kind, raw: Any, unit: str = "") -> Any:
    return reader_of(Column(key="k", heading="列", kind=kind), unit)(raw)


def refusal(kind: Kind, raw: Any, unit: str = "") -> str:
    with pytest.raises(BadCell) as bad:
        read(kind, raw, unit)
    assert "请" in str(bad.value)
    return bad.value.kind


@pytest.mark.parametrize("blank", ["", None, "-", "—", "/", "－", "／", "——", "  ", " — ", "\u3000", "\n"])
def test_dashes_slashes_and_spaces_are_blank(blank: Any) -> None:
    assert is_blank(blank)


@pytest.mark.parametrize("value", [0, 0.0, "0", "无", False, "-1"])
def test_a_zero_or_a_word_is_not_blank(value: Any) -> None:
    assert not is_blank(value)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Kind.MONEY_YUAN, 4200.0, 420_000),
        (Kind.MONEY_YUAN, 3764.5, 376_450),
        (Kind.MONEY_YUAN, 0.1 + 0.2, 30),
        (Kind.MONEY_YUAN, "4,200.00", 420_000),
        (Kind.MONEY_YUAN, "￥１，２３４．５", 123_450),
        (Kind.MONEY_YUAN, " 4200元 ", 420_000),
        (Kind.MONEY_YUAN, "−20", -2_000),
        (Kind.MONEY_YUAN, "4，200", 420_000),
        (Kind.MONEY_WAN, 22764.42, 22_764_420_000),
        (Kind.MONEY_WAN, "0.000001", 1),
        (Kind.HUNDREDTHS, 21.5, 2150),
        (Kind.HUNDREDTHS, "20 ", 2000),
        (Kind.HUNDREDTHS, "２１．５", 2150),
        (Kind.INTEGER, 42.0, 42),
        (Kind.INTEGER, "1,042", 1042),
        (Kind.PERCENT, "61.0%", Decimal("61.0")),
        (Kind.DECIMAL, 1.25, Decimal("1.25")),
        (Kind.DECIMAL, ".5", Decimal("0.5")),
        (Kind.TEXT, 20.0, "20"),
        (Kind.TEXT, True, "是"),
        (Kind.TEXT, datetime(2026, 11, 10, 8, 30), "2026-11-10 08:30"),  # noqa: DTZ001 (a cell has no time zone)
        (Kind.TEXT, " 按计划\n推进\x07 ", "按计划\n推进"),
        (Kind.NAME, " 韩 明建 ", "韩明建"),
        (Kind.NAME, "买买提•艾力", "买买提·艾力"),
        (Kind.NAME, "John　 Smith", "John Smith"),
        (Kind.NAME, "张　　三", "张三"),
        (Kind.NAME, "𬭁㛃䶮㼆堃", "𬭁㛃䶮㼆堃"),
        (Kind.DATE, date(2026, 11, 10), date(2026, 11, 10)),
        (Kind.DATE, "2026-11-10", date(2026, 11, 10)),
        (Kind.DATE, "2026/11/1", date(2026, 11, 1)),
        (Kind.DATE, "2026.11.10", date(2026, 11, 10)),
        (Kind.DATE, "2026 年 11 月 10 日", date(2026, 11, 10)),
        (Kind.DATE, "２０２６年１１月１０日", date(2026, 11, 10)),
        (Kind.DATE, "20261110", date(2026, 11, 10)),
        (Kind.DATE, 20261110.0, date(2026, 11, 10)),
        (Kind.DATE, 46336.0, date(2026, 11, 10)),
        (Kind.DATE, "2026-11-10 00:00:00", date(2026, 11, 10)),
        (Kind.MONTH, "2026-10", date(2026, 10, 1)),
        (Kind.MONTH, "2026年10月", date(2026, 10, 1)),
        (Kind.MONTH, "2026年10月份", date(2026, 10, 1)),
        (Kind.MONTH, "2026.10", date(2026, 10, 1)),
        (Kind.MONTH, "202610", date(2026, 10, 1)),
        (Kind.MONTH, 202610.0, date(2026, 10, 1)),
        (Kind.MONTH, 2026.11, date(2026, 11, 1)),
        (Kind.MONTH, 46330.0, date(2026, 11, 1)),
        (Kind.MONTH, date(2026, 10, 15), date(2026, 10, 1)),
        (Kind.MONTH, "2026年10月1日至10月31日", date(2026, 10, 1)),
        (Kind.MONTH, "2026年10月1日至31日", date(2026, 10, 1)),
        (Kind.MONTH, "2026.10.1-2026.10.31", date(2026, 10, 1)),
        (Kind.MONTH, "2026-10-01~2026-10-31", date(2026, 10, 1)),
        (Kind.MONTH_RANGE, "2024.03-2027.06", (date(2024, 3, 1), date(2027, 6, 1))),
        (Kind.MONTH_RANGE, "2024年3月至2027年6月", (date(2024, 3, 1), date(2027, 6, 1))),
        (Kind.MONTH_RANGE, "2024.3-2027.6", (date(2024, 3, 1), date(2027, 6, 1))),
        (Kind.MONTH_RANGE, "2024-2027", (date(2024, 1, 1), date(2027, 12, 1))),
        (Kind.MONTH_RANGE, "2024—2027年", (date(2024, 1, 1), date(2027, 12, 1))),
        (Kind.MONTH_RANGE, "2026年", (date(2026, 1, 1), date(2026, 12, 1))),
        (Kind.MONTH_RANGE, 2026.0, (date(2026, 1, 1), date(2026, 12, 1))),
        (Kind.MONTH_RANGE, "2026年3月-10月", (date(2026, 3, 1), date(2026, 10, 1))),
        (Kind.TICK, "√", True),
        (Kind.TICK, 1.0, True),
        (Kind.TICK, " 是 ", True),
        (Kind.TICK, "×", False),
        (Kind.ID_NUMBER, "'500104199001011239", "500104199001011239"),
        (Kind.PHONE, 13812341234.0, "13812341234"),
        (Kind.PHONE, "+86 138-1234-1234", "13812341234"),
        (Kind.CARD, "6217-0096 5495 6851 074", "6217009654956851074"),
        (Kind.CARD, 621700965495.0, "621700965495"),
        (Kind.PROJECT_CODE, "2304－500110－04－01－886979", "2304-500110-04-01-886979"),
        (Kind.CREDIT_CODE, "11500104009286420b", "11500104009286420B"),
    ],
)  # fmt: skip
def test_what_people_type_becomes_a_typed_value(kind: Kind, raw: Any, value: Any) -> None:
    got = read(kind, raw)
    assert got == value
    assert type(got) is type(value)


@pytest.mark.parametrize(
    ("kind", "raw", "outcome"),
    [
        (Kind.MONEY_YUAN, "二百", "not_a_number"),
        (Kind.MONEY_YUAN, "4,20", "not_a_number"),
        (Kind.MONEY_YUAN, "4200万元", "not_a_number"),
        (Kind.MONEY_YUAN, True, "not_a_number"),
        (Kind.MONEY_YUAN, date(2026, 1, 1), "not_a_number"),
        (Kind.MONEY_YUAN, 0.005, "too_many_decimals"),
        (Kind.MONEY_YUAN, 1e20, "number_too_large"),
        (Kind.MONEY_WAN, "0.0000001", "too_many_decimals"),
        (Kind.HUNDREDTHS, 1.005, "too_many_decimals"),
        (Kind.INTEGER, 4.5, "not_an_integer"),
        (Kind.INTEGER, 3_000_000_000.0, "number_too_large"),
        (Kind.INTEGER, "12人", "not_a_number"),
        (Kind.DATE, "2026-02-30", "date_invalid"),
        (Kind.DATE, "明天", "date_invalid"),
        (Kind.DATE, "26-11-10", "date_invalid"),
        (Kind.DATE, 7.0, "date_invalid"),
        (Kind.DATE, True, "date_invalid"),
        (Kind.MONTH, "2026-13", "month_invalid"),
        (Kind.MONTH, "10月", "month_invalid"),
        (Kind.MONTH, 2026.1, "month_invalid"),
        (Kind.MONTH, 2026.0, "month_invalid"),
        (Kind.MONTH, "2026年9月25日至10月24日", "month_invalid"),
        (Kind.MONTH_RANGE, "2027.06-2024.03", "month_range_invalid"),
        (Kind.MONTH_RANGE, "两年", "month_range_invalid"),
        (Kind.TICK, "进行中", "not_a_tick"),
        (Kind.ID_NUMBER, 5.00104199606228e17, "id_lost_digits"),
        (Kind.ID_NUMBER, "5.00104E+17", "id_lost_digits"),
        (Kind.ID_NUMBER, 500104900101123.0, "id_length"),
        (Kind.CARD, 6.217009654956851e18, "card_lost_digits"),
        (Kind.CARD, "6.21700965495685E+18", "card_lost_digits"),
        (Kind.CARD, "6217", "card_length"),
        (Kind.PHONE, "023-68901234", "phone_invalid"),
        (Kind.PROJECT_CODE, "2304-500110-04-01-886970", "project_code_checksum"),
        (Kind.CREDIT_CODE, "1150", "credit_code_form"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_kind_and_a_sentence(kind: Kind, raw: Any, outcome: str) -> None:
    assert refusal(kind, raw) == outcome


def test_a_column_read_in_another_money_unit_accepts_that_unit_behind_the_figure() -> None:
    assert read(Kind.MONEY_YUAN, "0.42万元", "万元") == 420_000
    assert read(Kind.MONEY_WAN, 5.0, "亿元") == 50_000_000_000


def test_blank_cells_have_the_blank_of_their_kind() -> None:
    assert [blank_of(kind) for kind in (Kind.TEXT, Kind.ID_NUMBER, Kind.TICK, Kind.MONEY_WAN, Kind.DATE)] == [
        "",
        "",
        False,
        None,
        None,
    ]


@given(st.integers(-(10**11), 10**11), st.booleans(), st.booleans(), st.sampled_from(["", "元", " 元", "  "]))
def test_any_amount_is_read_back_from_any_usual_spelling(fen: int, grouped: bool, wide: bool, tail: str) -> None:
    text = f"{Decimal(fen).scaleb(-2):,.2f}" if grouped else f"{Decimal(fen).scaleb(-2):.2f}"
    if wide:
        text = text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    assert read(Kind.MONEY_YUAN, text + tail) == fen


@given(st.integers(-(10**11), 10**11))
def test_any_amount_is_read_back_from_the_double_a_spreadsheet_keeps(fen: int) -> None:
    assert read(Kind.MONEY_YUAN, fen / 100) == fen


@given(st.text(max_size=12))
def test_no_text_is_ever_taken_for_a_number_it_does_not_spell(text: str) -> None:
    number = decimal_of(text)
    assert number is None or any(letter.isdigit() for letter in text)


@given(
    st.sampled_from(list(Kind)),
    st.one_of(st.text(max_size=20), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.dates()),
)
def test_any_cell_gives_a_value_or_a_refusal_and_never_an_accident(kind: Kind, raw: Any) -> None:
    with suppress(BadCell):
        read(kind, raw)
    assert isinstance(as_text(raw), str)


# Formulas


def with_formula(formula: str, cached: str | None, column: int) -> Reading:
    """Read one row whose cell at `column` holds a formula, with or without the result a spreadsheet keeps."""
    line: list[Any] = [1, "余犇", "一班", 20, 4200]
    line[column] = f"={formula}"
    content = workbook([SMALL_HEAD, line])
    if cached is not None:
        content = replaced(content, "xl/worksheets/sheet1.xml", b"</f><v></v>", f"</f><v>{cached}</v>".encode())
    return read_workbook(content, [SMALL])


def test_a_formula_in_a_figures_column_counts_by_its_kept_result() -> None:
    reading = with_formula("D2*210", "4200", 4)
    assert (reading.problems, reading.rows[0]["pay"]) == ([], 420_000)


def test_a_formula_that_was_never_calculated_is_one_problem() -> None:
    reading = with_formula("D2*210", None, 4)
    assert [(p.cell, p.kind) for p in reading.problems] == [("E2", "formula_not_calculated")]


def test_a_formula_whose_result_is_an_empty_text_is_a_blank_cell() -> None:
    content = workbook([SMALL_HEAD, [1, "余犇", "一班", 20, '=IF(D2="","",1)']])
    content = replaced(content, "xl/worksheets/sheet1.xml", b'<c r="E2">', b'<c r="E2" t="str">')
    reading = read_workbook(content, [SMALL])
    assert (reading.problems, reading.rows[0]["pay"]) == ([], None)


def test_an_error_value_is_never_taken_for_a_blank() -> None:
    content = workbook([SMALL_HEAD, [1, "余犇", "一班", 20, "#REF!"]])
    reading = read_workbook(content, [SMALL])
    assert [(p.cell, p.kind) for p in reading.problems] == [("E2", "formula_error")]


@pytest.mark.parametrize("cached", [None, "7"])
def test_a_formula_in_a_text_column_is_refused_with_or_without_a_result(cached: str | None) -> None:
    reading = with_formula("VLOOKUP(A2,X1:Y9,2)", cached, 1)
    assert [(p.cell, p.kind) for p in reading.problems] == [("B2", "formula_in_text")]


def test_a_formula_that_numbers_the_rows_is_fine() -> None:
    assert with_formula("ROW()-1", None, 0).problems == []


# .ods


def test_an_ods_is_read_like_an_xlsx_with_its_merged_cells_and_formulas() -> None:
    rows = (
        ods_row(*SMALL_HEAD)
        + ods_row(
            1,
            "余犇",
            "钢筋班",
            20,
            4200,
            attributes={2: 'table:number-rows-spanned="2" table:number-columns-spanned="1"'},
        )
        + ods_row(2, "张三", "", 10, 2100.5, attributes={1: 'table:formula="of:=[.A1]"'})
    )
    reading = read_workbook(ods(rows), [SMALL])
    assert [(p.cell, p.kind) for p in reading.problems] == [("B3", "formula_in_text")]
    assert [(row["team"], row["pay"]) for row in reading.rows] == [("钢筋班", 420_000), ("钢筋班", 210_050)]


def test_a_form_may_fill_names_down_or_refuse_merged_text() -> None:
    form = Form(
        "f",
        "表",
        [
            Column(key="a", heading="户主", kind=Kind.NAME, fill_down=True),
            Column(key="b", heading="工种", fill_down=False),
            Column(key="c", heading="备注"),
        ],
    )
    rows = [["户主", "工种", "备注"], ["余犇", "木工", "甲"], [None, None, "乙"]]
    reading = read_workbook(workbook(rows, merges=["A2:A3", "B2:B3"]), [form])
    assert [row["a"] for row in reading.rows] == ["余犇", "余犇"]
    assert [(p.cell, p.kind) for p in reading.problems] == [("B3", "merged_cell")]


# .xls


def test_an_xls_of_the_old_excel_is_read_like_an_xlsx_with_its_merged_cells() -> None:
    rows = [
        ["某表"],
        SMALL_HEAD,
        [1.0, "余 犇", "钢筋班", 21.5, "4,200.00"],
        [2.0, "马喆", None, "二十", 2100.0],
        ["合计"],
    ]
    reading = read_workbook(xls(rows, merges=[(0, 0, 0, 4), (2, 2, 3, 2)]), [SMALL])
    assert [(p.cell, p.kind) for p in reading.problems] == [("D4", "not_a_number")]
    assert [(row["name"], row["team"], row["pay"]) for row in reading.rows] == [
        ("余犇", "钢筋班", 420_000),
        ("马喆", "钢筋班", 210_000),
    ]


def test_a_damaged_xls_is_one_sentence() -> None:
    content = xls([SMALL_HEAD, [1.0, "余犇", "一班", 1.0, 1.0]])
    with pytest.raises(UnreadableWorkbook, match="已损坏"):
        read_workbook(content[:1500], [SMALL])
