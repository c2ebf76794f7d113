"""What we write: typed cells, safe text, the same bytes each time; templates and annotated workbooks read back."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from documents.workbooks import (
    Column,
    Kind,
    Sheet,
    UnreadableWorkbook,
    annotate,
    read_workbook,
    sum_rows,
    template,
    write_workbook,
)  # fmt: skip
from tests.documents.forms import FORMS, LISTED, OFFICIAL, ROLL, SAMPLES, SMALL, column, ods, ods_row, workbook

RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://127.0.0.1/","张三")', "=cmd|' /C calc'!A0"]


def page_of(content: bytes, name: str | None = None) -> Worksheet:
    book = load_workbook(io.BytesIO(content))
    page = book[name] if name else book.worksheets[0]
    assert isinstance(page, Worksheet)
    return page


def small_sheet(*rows: dict[str, Any], **more: Any) -> bytes:
    return write_workbook([Sheet(title="小表", columns=SMALL.columns, rows=rows, **more)])


def test_a_sheet_has_title_unit_headings_typed_cells_totals_and_notes() -> None:
    rows = [
        {"no": 1, "name": "余犇", "team": "一班", "days": 2150, "pay": 451_550},
        {"no": 2, "name": "马喆", "pay": None},
    ]
    content = small_sheet(*rows, unit="元", totals=sum_rows(rows, ["days", "pay"]), notes=["注：示例。"])
    page = page_of(content)
    values = [[cell.value for cell in row] for row in page.iter_rows()]
    assert values == [
        ["小表", None, None, None, None],
        ["单位：元", None, None, None, None],
        ["序号", "姓名", "班组", "工作时间（工日）", "应发（元）"],
        [1, "余犇", "一班", 21.5, 4515.5],
        [2, "马喆", None, None, None],
        ["合计", None, None, 21.5, 4515.5],
        ["注：示例。", None, None, None, None],
    ]
    assert (page["E4"].number_format, page["D4"].number_format, page["B4"].number_format) == ("0.00", "0.##", "@")
    assert (page.freeze_panes, page.print_title_rows) == ("A4", "$3:$3")
    assert (page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight) == ("landscape", 9, 0)


def test_a_sheet_too_wide_for_one_page_goes_on_group_by_group_with_its_names_repeated() -> None:
    figures = [Column(key=f"f{n}", heading=f"数{n}", group="投资" if n < 10 else "就业", width=13) for n in range(20)]
    columns = [Column(key="no", heading="序号", kind=Kind.ORDINAL), Column(key="name", heading="项目名称"), *figures]
    page = page_of(write_workbook([Sheet(title="宽表", columns=columns, rows=[{"no": 1, "name": "路"}])]))
    assert (page.freeze_panes, page.print_title_cols, page.print_title_rows) == ("C4", "$A:$B", "$2:$3")
    assert [each.id for each in page.col_breaks.brk] == [12]  # after the last column of 投资
    assert page["A1"].alignment.horizontal == "left"  # a title in the middle would lie off the screen
    assert not page.sheet_properties.pageSetUpPr or not page.sheet_properties.pageSetUpPr.fitToPage


def test_what_is_written_reads_back_to_the_last_fen() -> None:
    reading = read_workbook(SAMPLES / "发放表-沪汉社区文兴街老旧小区改造-2026年10月.xlsx", FORMS)
    rows = [row.values for row in reading.rows]
    totals = sum_rows(rows, ["days", "gross", "deduction", "net"])
    content = write_workbook([Sheet(title="发放表", columns=ROLL.columns, rows=rows, unit="元", totals=totals)])
    again = read_workbook(content, FORMS)
    assert again.problems == []
    assert [row.values for row in again.rows] == rows


@pytest.mark.parametrize(
    ("form", "name"), [(LISTED, "清单-2026年.xlsx"), (OFFICIAL, "调度表-2026年10月.xlsx")], ids=["清单", "调度表"]
)
def test_months_ticks_and_group_headings_read_back_too(form: Any, name: str) -> None:
    rows = [row.values for row in read_workbook(SAMPLES / name, FORMS).rows]
    content = write_workbook([Sheet(title=form.title, columns=form.columns, rows=rows, unit=form.unit)])
    again = read_workbook(content, FORMS)
    assert (again.form, again.problems, [row.values for row in again.rows]) == (form, [], rows)


def test_group_headings_are_merged_over_their_columns() -> None:
    page = page_of(write_workbook([Sheet(title="调度表", columns=OFFICIAL.columns, rows=[])]))
    merged = {str(area) for area in page.merged_cells.ranges}
    assert {"A1:T1", "A2:A3", "F2:H2", "I2:L2", "M2:N2", "O2:R2", "T2:T3"} <= merged
    assert (page["F2"].value, page["F3"].value, page["A3"].value) == ("项目投资情况", "项目总投资（万元）", None)


@pytest.mark.parametrize("text", RISKY)
def test_text_never_becomes_a_formula(text: str) -> None:
    content = small_sheet({"name": text, "team": text}, preamble=[text], notes=[text], totals={"team": text}, name=text)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    page = page_of(content)
    for address in ("A2", "B4", "C4", "C5", "A6"):
        assert (page[address].data_type, page[address].value, page[address].quotePrefix) == ("s", text, True)


def test_a_heading_and_a_title_cannot_be_formulas_either() -> None:
    content = write_workbook([Sheet(title="=1+1", columns=[column("a", "=2+2")], rows=[{"a": "x"}])])
    page = page_of(content)
    assert [(page[address].value, page[address].data_type) for address in ("A1", "A2")] == [
        ("=1+1", "s"),
        ("=2+2", "s"),
    ]


def test_identity_numbers_are_text_and_keep_every_digit() -> None:
    columns = [column("id", "身份证号", Kind.ID_NUMBER), column("card", "账号", Kind.CARD)]
    page = page_of(
        write_workbook(
            [Sheet(title="表", columns=columns, rows=[{"id": "500104199001011239", "card": "6212262674609455324"}])]
        )
    )
    assert [(cell.value, cell.data_type, cell.number_format) for cell in page[3]] == [
        ("500104199001011239", "s", "@"),
        ("6212262674609455324", "s", "@"),
    ]


def test_control_characters_are_dropped_and_rare_characters_stay() -> None:
    page = page_of(small_sheet({"name": "𬭁㛃\x00䶮", "team": "堃\x0b喆㎡"}))
    assert (page["B3"].value, page["C3"].value) == ("𬭁㛃䶮", "堃喆㎡")


def test_a_dash_may_stand_where_a_figure_is_missing() -> None:
    page = page_of(small_sheet({"name": "余犇", "pay": "—"}))
    assert page["E3"].value == "—"


def test_the_same_input_gives_the_same_bytes_at_any_time() -> None:
    import time_machine as clock

    with clock.travel("2026-11-10 08:00", tick=False):
        first = small_sheet({"name": "余犇", "pay": 1})
    with clock.travel("2027-01-01 09:00", tick=False):
        second = small_sheet({"name": "余犇", "pay": 1})
    assert first == second
    assert first != small_sheet({"name": "余犇", "pay": 2})


def test_sheets_with_one_name_get_different_tabs() -> None:
    same = Sheet(title="附件：项目/清单[一]" + "长" * 40, columns=SMALL.columns, rows=[])
    names = load_workbook(io.BytesIO(write_workbook([same, same]))).sheetnames
    assert len(set(names)) == 2
    assert all(len(name) <= 31 and not set(name) & set("\\/*?:[]") for name in names)


@trials(max_examples=40, deadline=None)
@given(st.text(max_size=30), st.integers(-(10**13), 10**13))
def test_any_text_and_any_amount_survive_the_round_trip(text: str, fen: int) -> None:
    page = page_of(small_sheet({"name": "余犇", "team": text, "pay": fen}))
    assert page["C3"].data_type in {"s", "n"}
    assert page["E3"].value == pytest.approx(fen / 100, rel=1e-15)
    reading = read_workbook(small_sheet({"name": "余犇", "pay": fen}), [SMALL])
    assert reading.rows[0]["pay"] == fen


# Templates


def test_a_template_reads_back_as_its_form_and_asks_for_data() -> None:
    for form in FORMS:
        reading = read_workbook(template(form, preamble=["项目代码：2410-500104-04-01-392139"]), FORMS)
        assert reading.form is form
        assert set(reading.places) == set(form.by_key)
        assert [problem.kind for problem in reading.problems] == ["no_rows"]
        assert reading.stated("项目代码") == "2410-500104-04-01-392139"


def test_a_template_has_drop_downs_help_and_text_cells() -> None:
    content = template(LISTED)
    page = page_of(content)
    rules = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    assert rules == {"D4:D203": "'选项'!$A$2:$A$4"}
    choices = page_of(content, "选项")
    assert choices.sheet_state == "hidden"
    assert [row[0].value for row in choices.iter_rows()] == ["领域", "交通", "水利", "能源"]
    assert page["C4"].number_format == "@"
    note = page["C3"].comment
    assert note is not None
    assert note.text.startswith("必填。")
    guide = page_of(content, "填表说明")
    assert ("项目名称", "是") in {(row[0].value, row[1].value) for row in guide.iter_rows()}


def test_a_filled_in_template_is_read() -> None:
    book = load_workbook(io.BytesIO(template(SMALL)))
    page = book.worksheets[0]
    for index, value in enumerate([1, "余犇", "一班", 20, 4200], start=1):
        page.cell(3, index, value)
    stream = io.BytesIO()
    book.save(stream)
    reading = read_workbook(stream, [SMALL])
    assert (reading.problems, reading.rows[0]["pay"], len(reading.rows)) == ([], 420_000, 1)


# The sender's own workbook


def test_every_faulty_cell_of_the_senders_workbook_is_noted_and_colored() -> None:
    path = SAMPLES / "发放表-有错-2026年10月.xlsx"
    reading = read_workbook(path, FORMS)
    content = annotate(path, reading.problems)
    page = page_of(content, "发放表")
    for problem in reading.problems:
        note = page[problem.cell].comment
        assert note is not None
        assert problem.message in note.text
        assert page[problem.cell].fill.fgColor.rgb == ("FFFFC7CE" if problem.is_error else "FFFFEB9C")
    assert page["E4"].comment is None
    assert page["E4"].value == "余光建"
    assert page["E29"].value == '=HYPERLINK("http://127.0.0.1/","张三")'
    listed = [[cell.value for cell in row] for row in page_of(content, "问题清单").iter_rows(min_row=3)]
    assert {(row[0], row[2]) for row in listed} == {
        ("错误" if p.is_error else "提醒", p.cell) for p in reading.problems
    }


def test_an_annotated_workbook_can_be_corrected_and_sent_again() -> None:
    path = SAMPLES / "发放表-有错-2026年10月.xlsx"
    first = read_workbook(path, FORMS)
    again = read_workbook(annotate(path, first.problems), FORMS)
    assert again.problems == first.problems
    twice = annotate(annotate(path, first.problems), again.problems)
    assert load_workbook(io.BytesIO(twice)).sheetnames.count("问题清单") == 1


def test_two_problems_of_one_cell_share_one_note_and_a_merged_cell_is_noted_at_its_corner() -> None:
    rows = [
        ["序号", "姓名", "班组", "工作时间（工日）", "应发（元）"],
        [1, "余犇", "一班", 1, 5],
        [2, "马喆", "一班", 1, None],
    ]
    content = workbook(rows, merges=["E2:E3"])
    reading = read_workbook(content, [SMALL])
    reading.rows[0].problem("pay", "gross_mismatch", "应发不对，请核对。")
    note = page_of(annotate(content, reading.problems), "表")["E2"].comment
    assert note is not None
    assert "应发不对" in note.text
    assert "合并单元格" in note.text


def test_an_ods_cannot_carry_notes_and_says_so() -> None:
    content = ods(ods_row("序号", "姓名", "班组", "应发（元）") + ods_row(1, "余犇", "一班", "二百"))
    reading = read_workbook(content, [SMALL])
    assert [problem.cell for problem in reading.problems] == ["D2"]
    with pytest.raises(UnreadableWorkbook, match=r"另存为\.xlsx") as refused:
        annotate(content, reading.problems)
    assert refused.value.kind == "not_xlsx"


def test_dates_are_dates_and_months_are_text() -> None:
    columns = [column("on", "日期", Kind.DATE), column("month", "月份", Kind.MONTH)]
    rows = [{"on": date(2026, 11, 10), "month": date(2026, 10, 1)}]
    page = page_of(write_workbook([Sheet(title="表", columns=columns, rows=rows)]))
    assert (page["A3"].is_date, page["A3"].number_format, page["B3"].value) == (True, "yyyy-mm-dd", "2026-10")
