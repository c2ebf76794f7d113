"""What only a browser shows: people ticked by key, a stretch with Shift, all at once; both screens are sound."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django.live_server_helper import LiveServer

from labor.models import Training
from tests.labor.trainings.conftest import Hold, person
from tests.projects.test_browser import assert_sound, signed_in
from units.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_people_are_ticked_by_key_and_by_stretch_and_signed(live_server: LiveServer, hold: Hold, wang: User) -> None:
    training = hold([person(order) for order in range(1, 7)], held_on=date(2026, 1, 10))
    with signed_in(live_server, wang.username) as page:
        page.goto(f"/trainings/{training.pk}/")
        boxes = page.locator("input[name=trainee]")
        boxes.nth(0).focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.value") == boxes.nth(1).get_attribute("value")
        assert page.get_by_text("已选1人").is_visible()
        boxes.nth(3).click(modifiers=["Shift"])
        assert page.get_by_text("已选4人").is_visible()
        assert_sound(page)
        page.get_by_role("button", name="登记签字", exact=True).click()
        page.wait_for_selector("text=已登记4人签字")
        page.get_by_label("全选本页").check()
        assert page.get_by_text("已选6人").is_visible()
        page.goto(f"/trainings/{training.pk}/people/?from=number")
        assert_sound(page)
        page.goto("/trainings/")
        assert_sound(page)
    assert Training.objects.get().trainees.filter(is_signed=True).count() == 4
