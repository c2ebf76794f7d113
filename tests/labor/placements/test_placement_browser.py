"""What only a browser shows: people ticked by arrows and space bar, proposed and confirmed; sound screens."""

from __future__ import annotations

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from labor.models import Placement
from projects.models import Project
from tests.labor.placements.world import person, published
from tests.projects.test_browser import assert_sound, signed_in
from units.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_people_are_ticked_by_key_proposed_and_confirmed(
    live_server: LiveServer,
    road: Project,
    standards: None,
    chen_filer: User,
    chen_reviewer: User,
    wang: User,
    lin: User,
) -> None:
    now = timezone.now()
    demand = published(road, chen_filer, chen_reviewer, now)
    for name in ("李一", "李二", "李三"):
        person(lin, now, name)
    with signed_in(live_server, wang.username) as page:
        page.goto(f"/demands/{demand.pk}/candidates/")
        page.locator("input[name=response]").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
        assert page.get_by_text("已选2人").is_visible()
        assert_sound(page)
        page.get_by_role("button", name="推荐所选人员").click()
        page.wait_for_selector("text=已推荐2人：李一、李二")
    with signed_in(live_server, chen_filer.username) as page:
        page.goto("/placements/?turn=answer")
        page.get_by_label("选中本页可以确认的全部人员").check()
        assert page.get_by_text("已选2人").is_visible()
        assert_sound(page)
        page.get_by_role("button", name="确认录用所选人员").click()
        page.wait_for_selector("text=已确认录用2人")
    assert Placement.objects.filter(state="confirmed").count() == 2
