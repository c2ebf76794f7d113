"""A roll on its notice: posted on 3 November, with a photo when asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pytest_django import Settings

from labor.models import PublicNotice, RollState
from labor.notices.photos import add_photos
from labor.notices.posting import post_notice
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll, roll_in
from tests.labor.trainings.conftest import picture
from units.models import User

__all__ = ["roll_in"]

BOTH = ("township", "village")
POSTED_ON = date(2026, 11, 3)

Posted = Callable[..., PublicNotice]


@pytest.fixture(autouse=True)
def kept_apart(settings: Settings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def posted(roll_in: MakeRoll, wang: User) -> Posted:
    """`posted(starts_on=…, photo=True)`: the road's roll of October, hung out by the township's filer."""

    def make(*, photo: bool = True, starts_on: date = POSTED_ON, **changed: Any) -> PublicNotice:
        roll = roll_in(RollState.NOTICE, **changed)
        note = {"places": BOTH, "place_note": "望江崖社区公示栏", "starts_on": starts_on}
        notice = post_notice(roll=roll, **note, by=wang, at=AT)
        if photo:
            add_photos(notice=notice, files=[picture("公示栏.png")], by=wang, at=AT)
        return notice

    return make
