"""An entry typed from the keyboard: the ID number fills what is empty, and takes nothing away from who types on."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from labor.models import Engagement
from labor.rosters.entering import enter
from projects.models import Project
from tests.labor.rosters.conftest import Train, name_of, newcomer
from tests.labor.sheets import id_number
from tests.projects.test_browser import assert_sound, signed_in
from units.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def type_number(page: Page, order: int) -> None:
    page.locator("#id_id_number").fill(id_number(order=order))
    page.locator("#id_id_number").press("Tab")


def test_the_number_fills_what_is_empty_and_leaves_what_is_typed(
    live_server: LiveServer, lin: User, road: Project, estate: Project, trades: None, train: Train, at: datetime
) -> None:
    train(1, 2)
    enter(project=estate, values=newcomer(1), by=lin, at=at)
    with signed_in(live_server, "lin") as page:
        page.goto(f"/rosters/{road.pk}/new/")
        page.locator("#id_address").fill("我写的住址")
        type_number(page, 1)
        expect(page.locator("#id_name")).to_have_value(name_of(1))
        expect(page.locator("#id_address")).to_have_value("我写的住址")
        assert page.evaluate("document.activeElement.id") == "id_name"
        assert page.locator("#id_safety_training option").count() == 2
        expect(page.locator("#told")).to_contain_text("同一时间也在")
        # Another number: what the first filled in gives way, what was typed stays
        type_number(page, 2)
        expect(page.locator("#id_name")).to_have_value(name_of(2))
        expect(page.locator("#id_address")).to_have_value("我写的住址")
        page.locator("#id_trade").select_option(label="普工")
        page.locator("#id_entered_on").fill("2026-11-12")
        page.locator("#id_team").fill("路面一班")
        page.locator("#id_relation").select_option("service")
        assert_sound(page)
        page.get_by_role("button", name="登记并继续下一人").click()
        page.wait_for_url("**/new/?after=*", timeout=30_000)
        expect(page.locator("#id_team")).to_have_value("路面一班")
    assert Engagement.objects.filter(project=road, name=name_of(2)).exists()
