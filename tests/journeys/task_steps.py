"""A task in the browser: reported and accepted; another overdue, pressed for (督办) until it is closed."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.duties import DEPARTMENT, TOWNSHIP
from tests.journeys.gestures import confirm, follow, paper_behind, press, says
from tests.journeys.meeting_steps import TASKS

DONE = "已逐张补公示，8月以前的全部发放完毕。"


def open_task(page: Page, unit: str) -> None:
    page.goto("/assignments/")
    follow(page, TASKS[unit])


def the_department_reports(page: Page) -> None:
    open_task(page, DEPARTMENT)
    page.get_by_role("main").get_by_role("link", name="报送").first.click()
    page.locator("[name=text]").fill("已逐个项目核对，2个不足的已责成补发。")
    press(page, "报送")
    says(page, "已报待认可")


def the_office_accepts(page: Page) -> None:
    open_task(page, DEPARTMENT)
    page.get_by_role("main").get_by_role("table").first.get_by_role("link").first.click()
    confirm(page, "认可")
    says(page, "已认可")
    open_task(page, DEPARTMENT)
    confirm(page, "办结")
    says(page, "已办结")


def the_overdue_one_is_pressed_for(page: Page) -> None:
    open_task(page, TOWNSHIP)
    says(page, "逾期")
    press(page, "转为督办")
    says(page, "拟稿")
    expect(page.get_by_role("main")).to_contain_text(TASKS[TOWNSHIP])
    confirm(page, "编号下达")
    says(page, "已下达待签收")
    text = paper_behind(page, "打开督办通知")
    assert TOWNSHIP in text
    assert TASKS[TOWNSHIP] in text


def open_notice(page: Page) -> None:
    page.goto("/supervision/")
    follow(page, TASKS[TOWNSHIP])


def the_township_signs_for_it(page: Page) -> None:
    open_notice(page)
    press(page, "签收")
    says(page, "已签收待反馈")


def the_filer_writes_the_answer(page: Page) -> None:
    open_notice(page)
    page.locator("[name=answer]").fill(DONE)
    press(page, "拟写反馈")
    says(page, DONE)


def the_reviewer_sends_it(page: Page) -> None:
    open_notice(page)
    press(page, "报送反馈")
    says(page, "已反馈待核查")


def the_office_closes_it(page: Page) -> None:
    open_notice(page)
    form = page.locator("form").filter(has=page.get_by_role("button", name="核查办结"))
    form.locator("[name=reason]").fill("抽查3个项目，属实。")
    form.get_by_role("button", name="核查办结").click()
    says(page, "已办结")
    says(page, DONE)
