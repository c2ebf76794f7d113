"""People and work in the browser: asked in a survey, matched to a demand, trained, entered, their days kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn
from tests.journeys.gestures import follow, links, press, says
from tests.journeys.matching_steps import (
    open_demand,
    the_department_answers,
    the_department_asks_for_people,
    the_notice_says_what_is_asked,
    the_reviewer_publishes,
    the_township_proposes_two,
    the_township_reads_the_answers,
)
from tests.journeys.menu import from_menu
from tests.journeys.site_steps import (
    both_keep_half_a_day,
    nobody_enters_untrained,
    open_roster,
    open_sheet,
    the_day_is_kept,
    the_roster_is_printed,
    the_same_day_is_refused_elsewhere,
    the_same_person_enters_elsewhere,
    the_township_trains_them,
    who_did_not_sign_does_not_enter,
    who_signed_enters_from_the_placement,
)
from tests.journeys.survey_steps import (
    open_part,
    the_office_opens_a_survey,
    the_township_enters_two_people,
    the_township_reports_its_part,
    the_township_sends_a_workbook,
)
from tests.journeys.work import MONTH, NUMBERS, PHONE, ROAD
from tests.labor.sheets import card_number

pytestmark = pytest.mark.browser

WHY_OPENED = "办理银行卡时核对本人身份"


@pytest.fixture
def scene() -> str:
    return "tests.journeys.work"


def test_people_go_from_the_survey_to_kept_days(sign_in: SignIn, tmp_path: Path) -> None:
    lin, wang, chen, xu = (sign_in(name) for name in ("lin", "wang", "chen", "xu"))
    the_office_opens_a_survey(lin)
    the_township_enters_two_people(wang)
    the_township_sends_a_workbook(wang, tmp_path / "摸底表.xlsx")
    the_township_reports_its_part(wang)
    the_department_asks_for_people(chen)
    the_reviewer_publishes(xu)
    the_notice_says_what_is_asked(xu)
    the_township_proposes_two(wang)
    the_department_answers(chen)
    the_township_reads_the_answers(wang)
    nobody_enters_untrained(chen)
    the_township_trains_them(wang)
    who_did_not_sign_does_not_enter(chen)
    who_signed_enters_from_the_placement(chen)
    the_roster_is_printed(chen)
    the_day_is_kept(chen, "√")
    he = sign_in("he")
    the_same_person_enters_elsewhere(he)
    the_same_day_is_refused_elsewhere(he)
    both_keep_half_a_day(chen, he)
    supply_and_demand_are_counted(lin)
    the_full_number_is_opened_once(wang)
    the_auditor_finds_it(sign_in("auditor"))
    places = places_of(wang, chen)
    a_stranger_sees_nothing(sign_in("zhao"), places)
    the_leader_reads_masked(sign_in("leader"), places)


def supply_and_demand_are_counted(page: Page) -> None:
    from_menu(page, "供求研判")
    counted = {"可安排": 2, "在岗": 1, "已录用": 0, "需求": 1, "已确认": 1, "还缺": 0}
    for label, number in counted.items():
        stat = page.locator(".stat").filter(has=page.get_by_text(label, exact=True))
        expect(stat.locator(".stat-value")).to_have_text(f"{number}人")


def the_full_number_is_opened_once(page: Page) -> None:
    open_part(page)
    follow(page, "李禾")
    follow(page, "查看完整号码")
    page.locator("[name=reason]").fill("看看  ")
    press(page, "查看一次")
    says(page, "至少写四个字")
    assert NUMBERS["李禾"] not in page.content()
    page.locator("[name=reason]").fill(WHY_OPENED)
    press(page, "查看一次")
    says(page, NUMBERS["李禾"])
    says(page, PHONE)
    assert NUMBERS["李禾"] not in page.url
    follow(page, "返回摸底表")
    says(page, "李禾")
    assert NUMBERS["李禾"] not in page.content()


def the_auditor_finds_it(page: Page) -> None:
    page.goto("/audit/")
    row = page.get_by_role("row").filter(has_text="查看完整号码")
    row.locator("summary").click()
    for told in ("wang", "李禾", WHY_OPENED):
        expect(row).to_contain_text(told)
    no_full_number(page)
    press(page, "核对校验链")
    says(page, "完整")
    answer = page.goto("/people/")
    assert answer is not None
    assert answer.status == 403


def no_full_number(page: Page) -> None:
    content = page.content()
    assert not [number for number in (*NUMBERS.values(), PHONE, card_number(2)) if number in content]


def places_of(wang: Page, chen: Page) -> list[str]:
    """The addresses of what was made, as the people whose work it is come by them."""
    open_part(wang)
    found = [wang.url, *links(wang, r"/responses/\d+/$")]
    wang.goto(found[1])
    found += links(wang, r"/people/\d+/$")
    for page, index in ((wang, "/placements/"), (wang, "/trainings/")):
        page.goto(index)
        found += links(page, rf"{index}\d+/$")
    open_roster(chen, ROAD)
    found += [chen.url, *links(chen, r"/rosters/stays/\d+/$")]
    open_sheet(chen, ROAD)
    return [*found, chen.url]


def a_stranger_sees_nothing(page: Page, places: list[str]) -> None:
    for index in ("/surveys/", "/placements/", "/trainings/", "/rosters/", "/attendance/", "/attendance/conflicts/"):
        page.goto(index)
        for word in (*NUMBERS, ROAD):
            expect(page.get_by_role("main")).not_to_contain_text(word)
    open_demand(page)  # published: every township may bring people, each its own
    follow(page, "选人推荐")
    says(page, "摸底调查里没有符合这条需求的人")
    from_menu(page, "人员查找")
    for text in ("李禾", NUMBERS["李禾"]):
        page.locator("[name=text]").fill(text)
        press(page, "查找")
        says(page, "没有找到")
        expect(page.get_by_role("row").filter(has_text="李禾")).to_have_count(0)
    for address in places:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404, address


def the_leader_reads_masked(page: Page, places: list[str]) -> None:
    seen = set()
    for address in (*places, "/people/", "/situation/", f"/attendance/conflicts/?month={MONTH:%Y-%m}"):
        answer = page.goto(address)
        assert answer is not None
        seen.add(answer.status)
        no_full_number(page)
        for way in ("查看完整号码", "登记进场", "办理进场登记", "推荐所选人员", "确认录用"):
            expect(page.get_by_role("main").get_by_text(way, exact=True)).to_have_count(0)
    assert seen == {200}
    response = next(each for each in places if "/responses/" in each)
    answer = page.goto(f"{response}numbers/")
    assert answer is not None
    assert answer.status == 403
    no_full_number(page)
