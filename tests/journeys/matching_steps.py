"""A demand in the browser: asked, published, people proposed by the township, answered by the asking side."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

from playwright.sync_api import Page, expect

from tests.journeys.gestures import confirm, fill, follow, label_of, press, says, words_of
from tests.journeys.menu import from_menu
from tests.journeys.work import ROAD, TODAY

DECLINED = "岗位只需一人，已录用他人"
DEMAND = {
    "task": "路基整修、边沟清淤", "headcount": "1", "starts_on": f"{TODAY}", "ends_on": f"{TODAY + timedelta(days=60)}",
    "skills": "无", "day_rate_fen": "260", "place": "建胜镇民胜村", "contact": "周工", "phone": "023-68901234",
}  # fmt: skip


def the_department_asks_for_people(page: Page) -> None:
    from_menu(page, "用工需求")
    follow(page, "填报需求")
    page.locator("select[name=project]").select_option(label=label_of(page, "select[name=project]", ROAD))
    press(page, "下一步")
    fill(page, {**DEMAND, "contact": "", "day_rate_fen": "二百六"}, trade="普工")
    press(page, "保存并送审")
    says(page, "请填数字，单位元")
    says(page, "“联系人”还没有填")
    expect(page.locator("[name=task]")).to_have_value(DEMAND["task"])
    fill(page, DEMAND)
    press(page, "保存并送审")
    says(page, "等待项目主管部门审核人审核发布")


def open_demand(page: Page) -> None:
    page.goto("/demands/")
    follow(page, re.compile("普工|" + ROAD))
    expect(page.get_by_role("heading", level=1)).to_contain_text(ROAD)


def the_reviewer_publishes(page: Page) -> None:
    open_demand(page)
    press(page, "审核发布")
    says(page, "已发布")


def the_notice_says_what_is_asked(page: Page) -> None:
    link = page.get_by_role("main").get_by_role("link", name="招工公告")
    answer = page.request.get(link.get_attribute("href") or "")  # it opens beside the page, in the browser's own viewer
    assert answer.headers["content-type"] == "application/pdf"
    text = words_of(BytesIO(answer.body()))
    for said in ("招工公告", "普工", "1人", "260", "周工", "023-68901234", "民胜村"):
        assert said in text, said


def the_township_proposes_two(page: Page) -> None:
    open_demand(page)
    follow(page, "选人推荐")
    says(page, "符合条件的共 3 人")
    row = page.get_by_role("row").filter(has_text="李禾")
    expect(row).to_contain_text("建胜镇")
    assert len(row.locator(".why li").all()) >= 2
    for name in ("李禾", "周溪"):
        page.get_by_role("row").filter(has_text=name).get_by_role("checkbox").check()
    press(page, "推荐所选人员")
    says(page, "已推荐2人")


def open_placement(page: Page, name: str) -> None:
    page.goto("/placements/")
    follow(page, name)
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def the_department_answers(page: Page) -> None:
    page.goto("/")
    says(page, "推荐")
    open_placement(page, "李禾")
    press(page, "确认录用")
    says(page, "已确认")
    open_placement(page, "周溪")
    confirm(page, "不录用", DECLINED)
    says(page, DECLINED)


def the_township_reads_the_answers(page: Page) -> None:
    page.goto("/placements/")
    says(page, DECLINED)
    expect(page.get_by_role("row").filter(has_text="李禾")).to_contain_text("已确认")
