"""A roll in the browser up to the day it may be paid: built, checked, signed, approved, posted, objected to."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.journeys.gestures import confirm, fill, follow, label_of, press, ready, says, words_of
from tests.journeys.menu import from_menu
from tests.journeys.wages import DAYS, MONTH, NUMBERS, ROAD
from tests.labor.trainings.conftest import picture

EXPLAINED = "值班记录一份，考勤当天漏记"
UPHELD = "经核实周溪当天不在工地，多记的一天扣回。"


def main_of(page: Page) -> Locator:
    return page.get_by_role("main")


def open_tab(page: Page, label: str) -> None:
    """The roll as its list leads to it, then one of its tabs."""
    from_menu(page, "发放表")
    follow(page, ROAD)
    turn_to(page, label)


def turn_to(page: Page, label: str) -> None:
    """Another tab of the roll that is open."""
    tab = page.get_by_role("navigation", name="这张发放表").get_by_role("link", name=label, exact=True)
    tab.click()
    expect(tab).to_have_attribute("aria-current", "page")


def may_not(page: Page, tab: str, *acts: str) -> None:
    """No button, question or link of these acts on a tab of the roll."""
    open_tab(page, tab)
    for act in acts:
        for found in (page.locator("main summary"), page.locator("main button"), page.locator("main .way-moves a")):
            expect(found.filter(has_text=act)).to_have_count(0)


def the_filer_builds_the_roll(page: Page) -> None:
    from_menu(page, "发放表")
    follow(page, "编制发放表")
    fill(page, {"month": f"{MONTH:%Y-%m}"}, project=label_of(page, "select[name=project]", ROAD))
    page.get_by_label("按考勤编制").check()
    press(page, "下一步")
    says(page, "12600.00")
    press(page, "按考勤编制 3人")
    says(page, "已按考勤编制")


def a_day_too_many_is_explained(page: Page) -> None:
    """What differs from attendance goes on with a reason only."""
    open_tab(page, "核对")
    says(page, "没有差异")
    correct(page, "周溪", days=DAYS + 1, reason=EXPLAINED)
    says(page, "1 处与考勤、约定不一致")
    page.get_by_label("差异的原因").fill(EXPLAINED)
    press(page, "写明原因并送签")
    says(page, "已送签")


def correct(page: Page, name: str, *, days: int, reason: str) -> None:
    open_tab(page, "明细")
    follow(page, name)
    ready(page, "[name=centidays]")
    page.get_by_label("工作时间（工日）").fill(f"{days}")
    page.get_by_label("更正说明").fill(reason)
    press(page, "保存更正")
    open_tab(page, "核对")


def everybody_signs(page: Page, *, sheet: int) -> None:
    """Print, sign on paper, upload the scan of this very sheet, tick everybody."""
    open_tab(page, "签字与审定")
    says(page, "还缺 2 项")
    with page.expect_download() as paper:
        page.locator("summary", has_text="打印签字表").click()
        page.get_by_label("打印用途（至少四个字）").fill("交本人签字")
        press(page, "打印")
    text = words_of(paper.value.path())
    for name, number in NUMBERS.items():
        assert name in text
        assert number not in text
    follow(page, "上传签字表")
    page.get_by_label(re.compile("^文件")).set_input_files(image(f"签字表{sheet}.png", sheet))
    press(page, "上传")
    says(page, f"签字表{sheet}.png")
    open_tab(page, "签字与审定")
    press(page, "其余全部已签字")
    says(page, "已登记签字")
    confirm(page, "送审")
    says(page, "已送业主审定")


def the_reviewer_approves(page: Page) -> None:
    open_tab(page, "签字与审定")
    confirm(page, "审定")
    says(page, "审定意见已登记")


def the_township_posts(page: Page) -> None:
    open_tab(page, "公示")
    page.get_by_label("乡镇").check()
    page.get_by_label("村（社区）").check()
    page.get_by_label("具体位置").fill("镇政府门口、民胜村村委会公示栏")
    press(page, "登记张贴")
    says(page, "公示期内不得支付")
    page.get_by_label("照片").set_input_files(image("公示照片.png", 30))
    press(page, "上传影像")
    says(page, "公示影像（1张）")


def image(name: str, tone: int) -> FilePayload:
    """A small picture to upload; another tone, another picture."""
    return {"name": name, "mimeType": "image/png", "buffer": picture(name, tone).read()}


def an_objection_is_upheld(page: Page) -> None:
    """The notice stops and the roll is a draft again in the same moment."""
    page.locator("summary", has_text="登记异议").click()
    page.get_by_label("提出人").fill("村民代表")
    page.get_by_label("涉及的序号").fill("1")
    page.get_by_label("异议内容").fill("第1人有一天不在工地。")
    press(page, "登记异议")
    says(page, "村民代表")
    page.locator("summary", has_text="答复").click()
    page.get_by_label("异议成立").check()
    page.get_by_role("textbox", name="答复").fill(UPHELD)
    press(page, "保存答复")
    says(page, "已中止的公示（1次）")
    says(page, f"退回：异议成立：{UPHELD}")


def the_filer_corrects_and_sends_anew(page: Page) -> None:
    correct(page, "周溪", days=DAYS, reason=UPHELD)
    says(page, "没有差异")
    page.get_by_role("region", name="送签").locator("summary").click()
    press(page, "送签")
    says(page, "已送签")
