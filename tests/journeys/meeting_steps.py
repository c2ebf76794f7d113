"""A meeting in the browser: proposed by a township, held by some of the members with an expert, its minutes."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.duties import DEPARTMENT, TOWNSHIP
from tests.journeys.gestures import confirm, fill, follow, paper_behind, press, says

TITLE = "务工报酬按月发放协调会"
EXPERT = "沈一舟"
TASKS = {TOWNSHIP: "清理上半年没有公示的发放表", DEPARTMENT: "核对各项目务工报酬下限"}


def open_meeting(page: Page) -> None:
    page.goto("/meetings/")
    follow(page, TITLE)


def the_township_proposes(page: Page) -> None:
    page.goto("/meetings/new/")
    fill(
        page,
        {
            "title": TITLE,
            "reason": "几个项目的务工报酬没有按月发放，镇里协调不动。",
            "topics": "报酬发放情况\n下步安排",
        },
    )
    press(page, "提议召开")
    says(page, "已提议")


def the_office_decides(page: Page) -> None:
    open_meeting(page)
    confirm(page, "决定召开")
    says(page, "筹备中")


def the_clerk_prepares(page: Page) -> None:
    open_meeting(page)
    follow(page, "筹备")
    starts = timezone.localtime() + timedelta(days=3)
    fill(
        page,
        {"starts_at": f"{starts:%Y-%m-%dT09:30}", "place": "区发展改革委三楼会议室", "chair": "杜位彬"},
        kind="部分成员会议",
    )
    press(page, "保存")
    invite_units(page)
    page.locator("summary", has_text="邀请专家或外单位").click()
    box = page.locator("form").filter(has=page.locator("[name=organization]"))
    box.locator("[name=organization]").fill("市劳动经济学会")
    box.locator("[name=person]").fill(EXPERT)
    box.locator("[name=post]").fill("研究员")
    box.get_by_role("button", name="邀请").click()
    says(page, EXPERT)


def invite_units(page: Page) -> None:
    page.locator("summary", has_text="选择单位邀请").click()
    for unit in (TOWNSHIP, DEPARTMENT):
        page.get_by_role("main").get_by_label(unit, exact=True).check()
    press(page, "邀请所选单位")
    says(page, "参会名单（2家）")


def the_notice_goes_out(page: Page) -> None:
    open_meeting(page)
    confirm(page, "印发会议通知")
    says(page, "已通知")


def a_unit_answers(page: Page, who: str) -> None:
    open_meeting(page)
    box = page.locator("form").filter(has=page.locator("[name=answer]"))
    box.locator("[name=answer]").select_option(label="参加")
    box.locator("[name=person]").fill(who)
    box.get_by_role("button", name="回复", exact=True).click()
    says(page, who)


def sign_in(page: Page, who: str) -> None:
    """By the invited unit itself, at the top of its page."""
    open_meeting(page)
    box = page.locator("form").filter(has=page.get_by_role("button", name="签到", exact=True)).first
    box.locator("[name=person]").fill(who)
    box.get_by_role("button", name="签到", exact=True).click()
    expect(page.get_by_role("row").filter(has_text=who)).to_contain_text("已签到")


def the_clerk_signs_in(page: Page, unit: str, who: str) -> None:
    open_meeting(page)
    row = page.get_by_role("row").filter(has_text=unit)
    box = row.locator("details").filter(has=page.locator("summary", has_text="签到")).first
    box.locator("summary").click()
    box.locator("[name=person]").fill(who)
    box.get_by_role("button", name="签到", exact=True).click()
    expect(page.get_by_role("row").filter(has_text=unit)).to_contain_text("已签到")


def the_clerk_writes_the_minutes(page: Page) -> None:
    open_meeting(page)
    confirm(page, "确认已召开")
    follow(page, "拟写纪要")
    page.locator("[name=summary]").fill("会议听取了各单位汇报，研究了务工报酬按月足额发放问题。")
    for said in page.locator("[name^=discussion]").all():
        said.fill("区人力社保局通报了排查情况，各单位作了说明。")
    due = timezone.localdate() + timedelta(days=20)
    for number, (unit, text) in enumerate(TASKS.items(), start=1):
        row = page.locator("fieldset").nth(number - 1)
        row.locator("select[name$=kind]").select_option(label="交办任务")
        row.locator("textarea[name$=text]").fill(text)
        row.locator("select[name$=unit]").select_option(label=unit)
        row.locator("input[name$=due_on]").fill(f"{due}")
    press(page, "保存纪要")
    says(page, "议定事项（2项）")


def the_minutes_are_issued(page: Page) -> None:
    open_meeting(page)
    confirm(page, "印发纪要")
    says(page, "纪要已印发")
    text = paper_behind(page, "渡以工代赈办纪")
    for said in (TITLE, EXPERT, TOWNSHIP, DEPARTMENT, *TASKS.values(), "杜位彬"):
        assert said in text
