"""The grid as people use it from the keyboard: typing, a block out of Excel, taking back, saving, faults at cells."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from labor.models import Attendance
from projects.models import Period, Project
from tests.labor.attendance.conftest import Engagements, Keep, day
from tests.projects.test_browser import assert_sound, signed_in
from units.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(event);
}"""
READ = """() => [...document.querySelectorAll(".attendance tbody tr")].map(row => [
  ...[...row.cells].slice(1, 6).map(cell => cell.firstChild ? cell.firstChild.value : "-"),
  row.lastElementChild.textContent,
].join("|"))"""


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_month_is_typed_pasted_taken_back_and_saved_from_the_keyboard(
    live_server: LiveServer, lin: User, road: Project, estate: Project, october: Period, join: Engagements, keep: Keep
) -> None:
    here = [join(road, order, name=name) for order, name in ((1, "甲"), (2, "乙"))]
    late = join(road, 3, name="丙", entered_on=day(3))
    keep(estate, {join(estate, 1): {day(5): 100}})
    with signed_in(live_server, "lin") as page:
        page.goto(f"/attendance/{road.pk}/2026-10/")
        order = page.evaluate(
            "[...document.querySelectorAll('.attendance tbody th')].map(th => th.firstChild.data.trim())"
        )
        assert sorted(order) == sorted(["甲", "乙", "丙"])
        page.locator(f"[name=c{here[0].pk}-1]").focus()
        row = order.index("甲")

        # Typing, arrows, sums
        page.keyboard.type("1")
        press(page, "ArrowRight")
        page.keyboard.type("0.5")
        press(page, "Tab")
        assert page.evaluate(READ)[row] == "1|0.5||||1.5"
        # Undo cell by cell, and again
        press(page, "Control+z")
        assert page.evaluate(READ)[row] == "1|||||1"
        press(page, "Control+y")
        assert page.evaluate(READ)[row] == "1|0.5||||1.5"
        # A selection is cleared at once and comes back at once
        press(page, "Shift+ArrowLeft", "Delete")
        assert page.evaluate(READ)[row] == "|||||0"
        press(page, "Control+z")
        assert page.evaluate(READ)[row] == "1|0.5||||1.5"

        # A block of two rows: what falls on closed days is told and changes nothing
        page.locator(f"[name=c{late.pk}-3]").focus()
        page.evaluate(PASTE, "1\t△\t?\r\n")
        line = order.index("丙")
        assert page.evaluate(READ)[line] == "-|-|1|△|?|1.5"
        assert "看不懂的符号" in page.locator("#grid-said").inner_text()
        press(page, "Control+z")
        assert page.evaluate(READ)[line] == "-|-||||0"
        page.locator(f"[name=c{here[0].pk}-31]").focus()
        page.evaluate(PASTE, "1\t1\n")
        assert "超出表格" in page.locator("#grid-said").inner_text()
        press(page, "Control+z")

        # Saving what another project has is told at its cell, with all that was typed
        page.locator(f"[name=c{here[0].pk}-5]").focus()
        page.keyboard.type("1")
        press(page, "Control+s")
        page.wait_for_selector("#refused")
        said = page.locator("#refused").inner_text()
        assert road.name in said
        assert estate.name in said
        assert page.evaluate(READ)[row] == "1|0.5|||1|2.5"
        assert_sound(page)
        page.locator("#refused a").click()
        assert page.evaluate("document.activeElement.name") == f"c{here[0].pk}-5"
        press(page, "Delete", "Control+s")
        page.get_by_text("已保存，现在是第1版").wait_for()
        assert page.evaluate(READ)[row] == "√|0.5||||1.5"
        assert_sound(page)
    kept = Attendance.objects.filter(sheet__project=road).values_list("engagement", "day", "morning", "afternoon")
    assert set(kept) == {(here[0].pk, day(1), True, True), (here[0].pk, day(2), True, False)}


def test_buttons_fill_a_row_and_a_day_and_only_what_is_empty(
    live_server: LiveServer, lin: User, road: Project, october: Period, join: Engagements
) -> None:
    stay, other = join(road, 1, name="甲"), join(road, 2, name="乙", entered_on=day(30))
    with signed_in(live_server, "lin") as page:
        page.goto(f"/attendance/{road.pk}/2026-10/")
        page.locator(f"[name=c{stay.pk}-2]").focus()
        page.keyboard.type("0.5")
        page.get_by_role("button", name="本行全勤").click()
        assert page.input_value(f"[name=c{stay.pk}-2]") == "0.5"
        assert page.locator(f"tr:has(#p{stay.pk}) td.num").inner_text() == "30.5"
        page.locator(f"[name=c{other.pk}-30]").focus()
        page.get_by_role("button", name="本日全勤").click()
        assert page.input_value(f"[name=c{other.pk}-30]") == "√"
        page.get_by_role("button", name="撤销").click()
        assert page.input_value(f"[name=c{other.pk}-30]") == ""
        page.get_by_role("button", name="保存", exact=True).click()
        page.get_by_text("已保存，现在是第1版").wait_for()
    assert Attendance.objects.filter(engagement=stay).count() == 31
    assert not Attendance.objects.filter(engagement=other).exists()
