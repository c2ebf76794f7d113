"""An issue in the browser: raised, assigned across departments, gone up to the district government and answered."""

from __future__ import annotations

from django.utils import timezone
from playwright.sync_api import Page

from tests.journeys.duties import DEPARTMENT, PERSONNEL
from tests.journeys.gestures import fill, follow, paper_behind, says

TITLE = "汛期停工务工群众集中返乡"
ANSWER = "请区人力社保局牵头，抓紧安排转岗。"


def open_issue(page: Page) -> None:
    page.goto("/issues/")
    follow(page, TITLE)


def the_township_raises_it(page: Page) -> None:
    page.goto("/issues/new/")
    fill(
        page,
        {"title": TITLE, "situation": "三个项目因汛情停工，40余名务工群众返乡待业。", "demand": "协调转岗和临时用工。"},
        kind="灾情疫情影响",
        urgency="紧急",
    )
    page.get_by_role("main").locator("form [type=submit]").last.click()
    says(page, "待交办")


def the_office_assigns_it(page: Page) -> None:
    open_issue(page)
    form = page.locator("form").filter(has=page.locator("[name=lead]"))
    form.locator("[name=lead]").select_option(label=PERSONNEL)
    form.get_by_label(DEPARTMENT, exact=True).check()
    form.locator("button[type=submit]").click()
    says(page, "协调办理中")


def the_leading_unit_answers(page: Page) -> None:
    open_issue(page)
    form = page.locator("form").filter(has=page.locator("[name=result]"))
    form.locator("[name=result]").fill("已对接两个在建项目，首批吸纳22人。")
    form.locator("button[type=submit]").click()
    says(page, "已办待核")


def it_becomes_a_major_matter(page: Page) -> None:
    open_issue(page)
    follow(page, "列为重大事项")
    fill(page, {"handled": "已组织摸排登记，安排临时用工。", "next_steps": "下一步对接在建项目转岗。"})
    known = f"{timezone.localtime():%Y-%m-%dT%H:%M}"
    if not page.locator("[name=known_at]").input_value():
        page.locator("[name=known_at]").fill(known)
    page.get_by_role("main").locator("form [type=submit]").last.click()
    says(page, "草稿")
    act(page, "send")


def open_matter(page: Page) -> None:
    page.goto("/matters/")
    follow(page, TITLE)


def act(page: Page, name: str, **texts: str) -> None:
    """Make one move with the form that stands for it."""
    form = page.locator("form").filter(has=page.locator(f"input[name=act][value={name}]"))
    for field, text in texts.items():
        form.locator(f"[name={field}]").fill(text)
    form.locator("button[type=submit]").click()


def the_director_checks(page: Page) -> None:
    open_matter(page)
    act(page, "check")
    says(page, "待签发")


def the_leader_signs(page: Page) -> None:
    open_matter(page)
    act(page, "sign")
    says(page, "已签发")


def the_report_goes_up(page: Page) -> None:
    open_matter(page)
    act(page, "issue")
    says(page, "已上报待批示")
    text = paper_behind(page, "报告 PDF")
    for said in (TITLE, "签发人", "区政府", "加急", "渡以工代赈办报"):
        assert said in text
    assert "请示" not in text


def the_answer_is_recorded(page: Page) -> None:
    open_matter(page)
    act(page, "answer", answered_by="区委常委、常务副区长", answered_on=f"{timezone.localdate()}", answer=ANSWER)
    says(page, ANSWER)
    act(page, "close")
    says(page, "已办结")
    open_issue(page)
    act(page, "close")
    says(page, "已办结")
