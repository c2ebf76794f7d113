"""摸底登记 with the keyboard alone: two people one after the other, and what a known number offers."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from labor.models import LaborSurvey, SurveyPart, SurveyResponse, Trade
from labor.surveys.actions import open_survey
from tests.labor.sheets import id_number
from tests.labor.surveys.conftest import Enter
from tests.projects.test_browser import assert_sound, signed_in
from units.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_KEYS = 75  # of one person with everything; at two keys a second this is well within half a minute of keys


class Keys:
    """What a person presses, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)
            self.pressed += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def pick(self, *codes: str) -> None:
        for code in codes:
            self.type(code)
            self.press("Enter")


@pytest.fixture
def now() -> datetime:
    """The browser's clock cannot be stopped: these surveys are of today."""
    return timezone.now()


@pytest.fixture
def today_part(lin: User, now: datetime, trades: dict[str, Trade]) -> SurveyPart:
    day = timezone.localdate(now)
    survey = open_survey(year=day.year, title="今日摸底", opens_on=day, due_on=day, by=lin, at=now)
    return survey.parts.get(township__name="建胜镇")


def fill(keys: Keys, number: str, name: str, phone: str, *codes: str) -> None:
    """From the ID number to the skills; the rest is kept from the last person or left blank."""
    keys.type(number)
    keys.press("Tab")
    keys.type(name)
    keys.press("Tab")
    keys.type(phone)
    keys.press("Tab")
    for digit in "2111":  # 初中, 有劳动能力, 未就业, 愿意
        keys.type(digit)
        keys.press("Tab")
    keys.pick("06", "08")
    keys.press("Tab")
    keys.pick(*codes)


def test_two_people_are_entered_with_the_keyboard_alone(
    live_server: LiveServer, wang: User, today_part: SurveyPart
) -> None:
    address = reverse("response_new", args=[today_part.pk])
    with signed_in(live_server, "wang") as page:
        page.goto(address)
        assert page.evaluate("document.activeElement.id") == "id_id_number"
        first = Keys(page)
        fill(first, id_number(order=2), "李禾", "13900000002", "20")
        assert "女，1988年1月1日出生" in page.locator("#number-says").inner_text()
        first.press("Tab", "Tab", "Tab", "Tab", "Tab")
        first.type("民胜村")
        assert_sound(page)
        page.locator("#id_village").focus()
        first.press("Control+Enter")
        page.get_by_text("已登记李禾").wait_for()
        assert page.evaluate("document.activeElement.id") == "id_id_number"
        second = Keys(page)
        fill(second, id_number(order=3), "周溪", "13900000003", "01", "20")
        second.press("Control+Enter")
        page.get_by_text("已登记周溪").wait_for()
        assert page.get_by_text("今天您已登记 2 人").is_visible()
        assert second.pressed <= first.pressed <= MOST_KEYS
    saved = {one.name: one for one in SurveyResponse.objects.all()}
    assert {(one.village, one.surveyor) for one in saved.values()} == {("民胜村", "王溪")}
    assert [str(trade) for trade in saved["周溪"].skills.order_by("code")] == ["普工", "砌筑工"]
    assert [one.category for one in saved["李禾"].categories.all()] == ["06", "08"]


def test_a_known_number_fills_the_name_and_offers_earlier_answers(
    live_server: LiveServer, wang: User, survey: LaborSurvey, enter: Enter, today_part: SurveyPart
) -> None:
    enter(2, name="李禾")
    with signed_in(live_server, "wang") as page:
        page.goto(reverse("response_new", args=[today_part.pk]))
        keys = Keys(page)
        keys.type("500104198801010011")
        assert "校验码不符" in page.locator("#number-says").inner_text()
        keys.press("Control+a")
        keys.type(id_number(order=2))
        page.get_by_text("系统里已有这个人").wait_for()
        assert page.input_value("#id_name") == "李禾"
        keys.press("Tab", "Enter")
        assert page.evaluate("document.activeElement.id") == "id_phone"
        assert "06 返乡农民工" in page.get_by_text("已选：06").inner_text()
        assert_sound(page)
        page.locator("#id_phone").focus()
        keys.press("Control+Enter")
        page.get_by_text("已登记李禾").wait_for()
    assert SurveyResponse.objects.get(part=today_part).ability == "full"
