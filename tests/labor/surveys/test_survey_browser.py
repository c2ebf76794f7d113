"""The round trip of a 摸底表 in a browser: empty workbook, filled, annotated where it is wrong, mended, taken in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from labor.models import SurveyPart, SurveyResponse
from labor.surveys.actions import open_survey
from labor.trades.reference import load_trades
from tests.labor.sheets import id_number
from tests.labor.surveys.books import HEADINGS, person
from tests.projects.test_browser import assert_sound, signed_in
from units.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def part(lin: User) -> SurveyPart:
    """建胜镇's part of a survey that runs today."""
    now = timezone.now()
    load_trades(by=None, at=now)
    day = timezone.localdate(now)
    survey = open_survey(
        year=day.year, title="务工意愿摸底", opens_on=day, due_on=day + timedelta(days=9), by=lin, at=now
    )
    found: SurveyPart = survey.parts.get(township__name="建胜镇")
    return found


def row_of_headings(book: Workbook) -> tuple[int, dict[str, int]]:
    """The row of the headings, and the column of each."""
    page = book.worksheets[0]
    for number, row in enumerate(page.iter_rows(max_row=10, values_only=True), start=1):
        if "身份证号" in row:
            return number, {str(heading): index for index, heading in enumerate(row, start=1) if heading}
    raise AssertionError("The empty workbook has no headings.")


def fill(path: Path, *people: dict[str, Any]) -> dict[str, str]:
    """Type people below the headings; return heading → the cell of the last of them."""
    book = load_workbook(path)
    page = book.worksheets[0]
    top, columns = row_of_headings(book)
    for number, one in enumerate(people, start=1):
        for key, value in one.items():
            if HEADINGS[key] in columns:
                page.cell(top + number, columns[HEADINGS[key]]).value = value
    book.save(path)
    return {heading: page.cell(top + len(people), column).coordinate for heading, column in columns.items()}


def comments_of(path: Path) -> dict[str, str]:
    return {
        cell.coordinate: cell.comment.text
        for row in load_workbook(path).worksheets[0].iter_rows()
        for cell in row
        if cell.comment
    }


def mend(path: Path, cells: dict[str, Any]) -> None:
    book = load_workbook(path)
    for address, value in cells.items():
        book.worksheets[0][address].value = value
    book.save(path)


def take(page: Page, button: str, into: Path) -> None:
    """Press what downloads a workbook and keep it."""
    with page.expect_download() as download:
        page.get_by_text(button, exact=True).click()
    download.value.save_as(into)


def test_a_workbook_comes_back_annotated_and_goes_in_mended(
    live_server: LiveServer, part: SurveyPart, wang: User, tmp_path: Path
) -> None:
    day = f"{timezone.localdate()}"
    good, wrong = person(1, surveyed_on=day), person(2, surveyed_on=day, willingness="随便", name="王草")
    wrong["id_number"] = id_number(order=2)[:-1] + ("0" if id_number(order=2)[-1] != "0" else "1")
    book = tmp_path / "摸底表.xlsx"
    with signed_in(live_server, "wang") as page:
        page.goto(f"/surveys/parts/{part.pk}/import/")
        take(page, "下载空表", book)
        helps = set(comments_of(book))  # what each heading asks for
        cells = fill(book, good, wrong)
        page.set_input_files("#id_file", book)
        page.get_by_role("button", name="检查并导入").click()
        page.wait_for_selector(".problems-error")
        assert_sound(page)
        take(page, "下载批注原件", book)
        said = comments_of(book)
        assert set(said) - helps == {cells["务工意愿"], cells["身份证号"]}
        assert "愿意" in said[cells["务工意愿"]]
        mend(book, {cells["务工意愿"]: "愿意", cells["身份证号"]: id_number(order=2)})
        page.set_input_files("#id_file", book)
        page.get_by_role("button", name="检查并导入").click()
        page.wait_for_url(f"**/surveys/parts/{part.pk}/")
        assert page.get_by_text("新登记2人").is_visible()
        assert_sound(page)
        page.goto(f"/surveys/{part.survey_id}/")
        assert_sound(page)
    assert sorted(SurveyResponse.objects.values_list("name", flat=True)) == ["李禾", "王草"]
