"""The doctor's lines of mail and chat: off is well, set wrong or failing is not."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db.utils import OperationalError
from pytest_django import Settings

from units.models import Channel
from yidaizhen import checkup

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize("kind", Channel)
def test_a_channel_that_is_off_is_well_and_names_its_setting(kind: Channel) -> None:
    finding = checkup.channel(kind, at=NOW)  # asks nothing of the database
    assert finding.ok
    assert "没有开通" in finding.note


@pytest.mark.django_db
def test_a_chat_address_that_is_none_is_a_fault(settings: Settings) -> None:
    settings.WEBHOOK_URL = "oapi.example.gov/robot"
    assert "YIDAIZHEN_WEBHOOK_URL" in checkup.channel(Channel.WEBHOOK, at=NOW).problems[0]


def test_a_database_that_does_not_answer_hides_nothing_else(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*args: object, **kwargs: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(checkup, "state_of", breaks)
    assert "数据库连不上" in checkup.channel(Channel.EMAIL, at=NOW).problems[0]
