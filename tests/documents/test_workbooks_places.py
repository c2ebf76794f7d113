"""Texts above the headings keep their cells, blank rows between them or not."""

from io import BytesIO

from openpyxl import Workbook

from documents.workbooks import Column, Form, read_workbook

FORM = Form(
    key="people",
    title="人员表",
    columns=[Column(key=key, heading=key, required=True) for key in ("姓名", "工种", "备注")],
)


def test_a_text_above_the_headings_is_found_at_its_cell() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["B1"] = "人员表"
    sheet["C3"] = "项目代码：甲"
    for column, heading in enumerate(("姓名", "工种", "备注"), start=1):
        sheet.cell(5, column, heading)
        sheet.cell(6, column, "某")
    stream = BytesIO()
    book.save(stream)
    reading = read_workbook(stream.getvalue(), [FORM])
    assert reading.above == {"B1": "人员表", "C3": "项目代码：甲"}
    assert (reading.place_of("甲"), reading.place_of("没有")) == ("C3", "A1")
