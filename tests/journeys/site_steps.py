"""A site in the browser: people trained, entered by real name, on the printed roster, their days kept."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.gestures import confirm, fill, follow, label_of, press, ready, says, words_of
from tests.journeys.matching_steps import open_placement
from tests.journeys.work import BANK, MONTH, NUMBERS, ROAD, TODAY, YESTERDAY
from tests.labor.sheets import card_number

UNTRAINED = "先训后上岗"
SESSION = {
    "title": "进场安全生产培训", "held_on": f"{YESTERDAY}", "starts": "09:00", "ends": "11:00", "place": "民胜村村委会",
    "teacher": "周工",
}  # fmt: skip
WORK = {"address": "建胜镇民胜村3组", "team": "路面一班"}


def nobody_enters_untrained(page: Page) -> None:
    open_placement(page, "李禾")
    follow(page, "办理进场登记")
    agree(page)
    press(page, "登记")
    says(page, UNTRAINED)
    expect(page.locator("[name=team]")).to_have_value(WORK["team"])


def agree(page: Page) -> None:
    fill(page, {**WORK, "card": card_number(2)}, trade="普工", relation="劳务合同")


def the_township_trains_them(page: Page) -> None:
    page.goto("/trainings/")
    follow(page, "登记培训")
    fill(page, SESSION, kind="安全生产培训", project=label_of(page, "select[name=project]", ROAD))
    press(page, "保存并登记参训人")
    follow(page, "已确认对接")
    page.get_by_role("row").filter(has_text="李禾").get_by_role("checkbox").check()
    press(page, "把所选加入名单")
    says(page, "参训人（1人）")
    follow(page, "登记参训人")
    follow(page, "身份证号")
    page.locator("[name=people]").fill(f"王草 {NUMBERS['王草']}")
    press(page, "加入名单")
    says(page, "参训人（2人）")
    page.get_by_role("row").filter(has_text="李禾").get_by_role("checkbox").check()
    press(page, "登记签字")
    expect(page.get_by_role("row").filter(has_text="李禾")).to_contain_text("已签字")
    expect(page.get_by_role("row").filter(has_text="王草")).to_contain_text("未签字")


def who_did_not_sign_does_not_enter(page: Page) -> None:
    open_roster(page, ROAD)
    follow(page, "登记进场")
    ready(page, "[name=id_number]")
    page.locator("[name=id_number]").fill(NUMBERS["王草"])
    page.locator("[name=id_number]").press("Tab")
    page.locator("[name=name]").fill("王草")
    agree(page)
    press(page, "登记")
    says(page, UNTRAINED)
    expect(page.locator("[name=name]")).to_have_value("王草")


def who_signed_enters_from_the_placement(page: Page) -> None:
    open_placement(page, "李禾")
    follow(page, "办理进场登记")
    agree(page)
    press(page, "登记")
    says(page, "已登记李禾")
    says(page, SESSION["title"])
    says(page, "路基整修")


def open_roster(page: Page, project: str) -> None:
    page.goto("/rosters/")
    follow(page, project)
    expect(page.get_by_role("heading", level=1)).to_contain_text(project)


def the_roster_is_printed(page: Page) -> None:
    open_roster(page, ROAD)
    says(page, "今天在场")
    with page.expect_download() as paper:
        confirm(page, "打印花名册", "工地公示和留存")
    text = words_of(paper.value.path())
    assert "李禾" in text
    assert "陈禾" in text  # who printed it
    assert "工地公示和留存" in text
    assert "王草" not in text
    assert NUMBERS["李禾"] not in text


def open_sheet(page: Page, project: str) -> None:
    page.goto(f"/attendance/?month={MONTH:%Y-%m}")
    follow(page, project)
    expect(page.get_by_role("heading", level=1)).to_contain_text(project)


def keep(page: Page, mark: str) -> None:
    """Type today's mark and save from the keyboard."""
    cell = page.locator(f"input[name$='-{TODAY.day}']")
    ready(page, "main input[name^=c]:not([type=hidden])")
    cell.fill(mark)
    cell.press("Control+s")


def the_day_is_kept(page: Page, mark: str) -> None:
    open_sheet(page, ROAD)
    keep(page, mark)
    says(page, "已保存，现在是第1版")


def the_same_person_enters_elsewhere(page: Page) -> None:
    open_roster(page, BANK)
    follow(page, "登记进场")
    ready(page, "[name=id_number]")
    page.locator("[name=id_number]").fill(NUMBERS["李禾"])
    page.locator("[name=id_number]").press("Tab")
    says(page, "同一时间也在")
    page.locator("[name=name]").fill("李禾")
    agree(page)
    press(page, "登记")
    says(page, "已登记李禾")


def the_same_day_is_refused_elsewhere(page: Page) -> None:
    open_sheet(page, BANK)
    keep(page, "√")
    refused = page.locator("#refused")
    expect(refused).to_contain_text(ROAD)
    expect(refused).to_contain_text(BANK)
    expect(page.locator(f"input[name$='-{TODAY.day}']")).to_have_value("√")


def both_keep_half_a_day(chen: Page, he: Page) -> None:
    open_sheet(chen, ROAD)
    keep(chen, "△")
    says(chen, "已保存，现在是第2版")
    keep(he, "△")
    says(he, "已保存，现在是第1版")
    for page in (chen, he):
        page.goto(f"/attendance/conflicts/?month={MONTH:%Y-%m}")
        row = page.get_by_role("row").filter(has_text="李禾")
        expect(row).to_contain_text(ROAD)
        expect(row).to_contain_text(BANK)
        expect(row).to_contain_text("上午、下午")
