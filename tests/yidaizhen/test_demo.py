"""The demo story: told through actions, told twice without harm, and never on a system that serves real people."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings

from dispatch.figures import FigureBook, latest_revision
from labor.models import WageLine, WageRoll
from projects.models import FilingState, Period, ProgressFiling, Project
from tests.cast import PASSWORD, SETTLED_AT
from units.accounts import create_user
from units.audit import first_broken_link
from units.models import AuditEntry, Role, User
from units.refusals import WrongState
from units.scope import scope_of
from yidaizhen.demo import MONTH, REVIEWED_PROJECT, chapters
from yidaizhen.demo_accounts import PEOPLE, ensure_demo_accounts
from yidaizhen.demo_mode import enter_demo_mode

NOW = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def demo_mode(settings: LazySettings, tmp_path: Path) -> Iterator[LazySettings]:
    settings.DATA_DIR, settings.DEMO_MODE = tmp_path, False
    yield settings
    settings.DEMO_MODE = False


def tell(now: datetime = NOW) -> list[str]:
    return [sentence for chapter in chapters(now) for sentence in chapter.tell()]


def counts() -> list[int]:
    models: list[Any] = [User, Project, ProgressFiling, WageRoll, WageLine, Period, AuditEntry]
    return [model.objects.count() for model in models]


@pytest.mark.django_db
def test_the_story_closes_its_month_on_the_samples_and_is_not_told_twice(demo_mode: LazySettings) -> None:
    enter_demo_mode()
    first = tell()
    assert any("被退回：15 处错误" in sentence for sentence in first)
    period = Period.objects.get(month=MONTH)
    assert not period.is_open
    assert Project.objects.count() == 12
    assert WageRoll.objects.count() == 3
    assert WageLine.objects.count() == 46 + 38 + 22
    reviewed = ProgressFiling.objects.get(project__code=REVIEWED_PROJECT)
    assert reviewed.state == FilingState.ACCEPTED
    assert reviewed.submitted_by == User.objects.get(username="xu")
    book = FigureBook(latest_revision(period))
    assert book.total.value("on_time").text == "1"
    assert book.total.value("filed").text == "12"
    before = counts()
    assert any("已关账" in sentence for sentence in tell())
    assert counts() == before
    assert first_broken_link() is None


@pytest.mark.django_db
def test_the_story_opens_the_present_month_even_on_a_clock_that_is_behind(demo_mode: LazySettings) -> None:
    enter_demo_mode()
    tell(datetime(2026, 1, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert [period.key for period in Period.objects.filter(closed_at=None)] == ["2026-11"]


@pytest.mark.usefixtures("reference")
def test_there_is_a_demo_account_for_every_role(demo_mode: LazySettings) -> None:
    assert {person.role for person in PEOPLE} == set(Role)
    demo_mode.DEMO_MODE = True
    office = tuple(person for person in PEOPLE if person.role != Role.OWNER_CLERK)
    assert ensure_demo_accounts(office, at=SETTLED_AT) == len(office)
    for person in office:
        user = User.objects.get(username=person.username)
        assert user.is_demo
        assert not user.must_change_password
        assert user.check_password(demo_mode.DEMO_PASSWORD)
        assert scope_of(user).roles == {person.role}


@pytest.mark.usefixtures("reference")
def test_demo_accounts_are_refused_outside_demo_mode(demo_mode: LazySettings) -> None:
    with pytest.raises(WrongState, match="演示系统"):
        ensure_demo_accounts(PEOPLE, at=SETTLED_AT)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_system_with_real_accounts_does_not_become_a_demo(demo_mode: LazySettings) -> None:
    create_user(username="real", name="真人", password=PASSWORD, by=None, at=SETTLED_AT)
    with pytest.raises(WrongState, match="已有正式账号"):
        enter_demo_mode()
    assert not (Path(demo_mode.DATA_DIR) / "demo-mode").exists()
    assert demo_mode.DEMO_MODE is False


@pytest.mark.django_db
def test_the_environment_can_forbid_a_demo(demo_mode: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIDAIZHEN_DEMO", "0")
    with pytest.raises(WrongState, match="YIDAIZHEN_DEMO"):
        enter_demo_mode()


@pytest.mark.django_db
def test_demo_mode_is_marked_in_the_data_folder(demo_mode: LazySettings) -> None:
    assert enter_demo_mode() is True
    assert enter_demo_mode() is False
    assert (Path(demo_mode.DATA_DIR) / "demo-mode").exists()
    assert demo_mode.DEMO_MODE is True
