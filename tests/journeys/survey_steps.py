"""A survey in the browser: opened by the office, filled in by form and by workbook, reported by the township."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.journeys.gestures import confirm, fill, follow, press, ready, says
from tests.journeys.menu import from_menu
from tests.journeys.work import NUMBERS, PHONE, TODAY, YESTERDAY
from tests.labor.surveys.books import HEADINGS, person

SURVEY = "务工意愿摸底"


def the_office_opens_a_survey(page: Page) -> None:
    from_menu(page, "摸底调查")
    follow(page, "开启摸底")
    days = {"opens_on": f"{TODAY}", "due_on": f"{YESTERDAY}"}
    fill(page, {"year": str(TODAY.year), "title": SURVEY, **days})
    press(page, "开启摸底")
    says(page, "截止日期")
    expect(page.locator("[name=title]")).to_have_value(SURVEY)
    page.locator("[name=due_on]").fill(f"{TODAY + timedelta(days=9)}")
    press(page, "开启摸底")
    expect(page.get_by_role("heading", level=1)).to_contain_text(SURVEY)


def open_part(page: Page) -> None:
    page.goto("/surveys/")
    follow(page, SURVEY)
    follow(page, "建胜镇")
    expect(page.get_by_role("heading", level=1)).to_contain_text("建胜镇")


def the_township_enters_two_people(page: Page) -> None:
    from_menu(page, "摸底调查")
    open_part(page)
    follow(page, "登记一人")
    tell(page, "李禾", PHONE)
    press(page, "保存并继续下一人")
    says(page, "已登记李禾")
    expect(page.locator("[name=village]")).to_have_value("民胜村")  # kept from one person to the next
    wrong = NUMBERS["周溪"][:-1] + ("0" if NUMBERS["周溪"][-1] != "0" else "1")
    tell(page, "周溪", "1390000", number=wrong)
    page.locator("select[name=willingness]").select_option(label="请选择")
    press(page, "保存")
    for fault in ("校验", "手机", "务工意愿"):
        says(page, fault)  # all at once
    for name, typed in {"id_number": wrong, "phone": "1390000", "name": "周溪"}.items():
        expect(page.locator(f"[name={name}]")).to_have_value(typed)
    expect(page.locator("[name=categories][value='06']")).to_be_checked()
    tell(page, "周溪", "13900000003")
    press(page, "保存")
    says(page, "周溪")
    open_part(page)
    says(page, "已登记2人")


def tell(page: Page, name: str, phone: str, *, number: str = "") -> None:
    """One person's answers, typed; categories are picked by typing their codes."""
    page.locator("[name=id_number]").fill(number or NUMBERS[name])
    said = {"ability": "1 有劳动能力", "employment": "1 未就业", "willingness": "1 愿意"}
    fill(page, {"name": name, "phone": phone, "village": "民胜村"}, **said)
    if not page.locator("[name=categories][value='06']").is_checked():
        page.locator("#pick_categories").fill("06")
        page.locator("#pick_categories").press("Enter")
    expect(page.locator("[name=categories][value='06']")).to_be_checked()


def the_township_sends_a_workbook(page: Page, book: Path) -> None:
    open_part(page)
    follow(page, "导入摸底表")
    with page.expect_download() as empty:
        follow(page, "下载空表")
    empty.value.save_as(book)
    row = person(5, name="王草", surveyed_on=f"{TODAY}", willingness="随便", available="长期")
    cells = type_into(book, row)
    upload(page, book)
    says(page, cells["willingness"])
    with page.expect_download() as annotated:
        press(page, "下载批注原件")
    annotated.value.save_as(book)
    sheet = load_workbook(book).worksheets[0]
    assert "愿意" in sheet[cells["willingness"]].comment.text
    mend(book, cells["willingness"], "愿意")
    upload(page, book)
    says(page, "新登记1人")
    says(page, "已登记3人")


def type_into(book: Path, row: dict[str, Any]) -> dict[str, str]:
    """One person below the headings of the empty workbook; returns the cell of each value."""
    filled = load_workbook(book)
    page, cells = filled.worksheets[0], {}
    head = next(line for line in page.iter_rows() if any(cell.value == "身份证号" for cell in line))
    columns = {cell.value: cell.column for cell in head}
    for key, heading in HEADINGS.items():
        cell = page.cell(head[0].row + 1, columns[heading], row[key])
        cells[key] = cell.coordinate
    filled.save(book)
    return cells


def mend(book: Path, cell: str, value: str) -> None:
    filled = load_workbook(book)
    filled.worksheets[0][cell].value = value
    filled.save(book)


def upload(page: Page, book: Path) -> None:
    ready(page, "input[type=file]")
    page.locator("input[type=file]").set_input_files(book)
    press(page, "检查并导入")


def the_township_reports_its_part(page: Page) -> None:
    open_part(page)
    confirm(page, "报送")
    says(page, "共登记3人")
