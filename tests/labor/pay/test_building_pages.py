"""编制发放表 and 编制补发表: what is shown before anything is made, who may, and that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from labor.models import AttendanceSheet, Engagement, RollKind, RollState, WageLine, WageRoll
from projects.models import PayChannel, Project
from tests.labor.attendance.conftest import Engagements, Keep, day
from tests.labor.conftest import AT
from tests.labor.every_page import full_numbers
from tests.labor.paying import MakeRoll
from units.models import User

RATE = 210_00


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def work(road: Project, join: Engagements, keep: Keep) -> Callable[[int, int], list[Engagement]]:
    def run(first: int, last: int) -> list[Engagement]:
        stays = [join(road, order, day_rate_fen=RATE) for order in range(first, last + 1)]
        keep(road, {stay: {day(5): 100} for stay in stays})
        return stays

    return run


def address(project: Project, **changed: str) -> str:
    asked = {"project": f"{project.pk}", "month": "2026-10", "way": "computed"} | changed
    return f"{reverse('roll_new')}?{'&'.join(f'{name}={said}' for name, said in asked.items())}"


def test_what_it_comes_to_is_shown_first_and_built_with_one_press(
    client: Client, road: Project, work: Any, chen_filer: User
) -> None:
    work(1, 2)
    client.force_login(chen_filer)
    shown = client.get(address(road)).content.decode()
    for part in ("420.00", "按考勤编制 2人", "2026年12月1日", "一卡通"):
        assert part in shown
    assert not WageRoll.objects.exists()
    answer = client.post(address(road), {"channel": "wage_account"}, follow=True)
    roll = WageRoll.objects.get()
    assert (roll.channel, roll.state) == (PayChannel.WAGE_ACCOUNT, RollState.DRAFT)
    assert "当月考勤已锁定" in answer.content.decode()
    again = client.post(address(road), {"channel": "one_card"})
    assert again.status_code == 422
    assert "已有一张" in again.content.decode()


def test_lacks_and_a_wrong_channel_are_told_and_nothing_is_made(
    client: Client, road: Project, work: Any, chen_filer: User
) -> None:
    client.force_login(chen_filer)
    assert "还没有登记考勤" in client.get(address(road)).content.decode()
    stays = work(1, 2)
    assert client.post(address(road), {"channel": "cash"}).status_code == 422
    Engagement.objects.update(day_rate_fen=None)
    answer = client.post(address(road), {"channel": "one_card"})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "还有 2 处要先处理" in said
    assert all(f"“{stay.name}”" in said for stay in stays)
    assert not WageRoll.objects.exists()
    assert AttendanceSheet.objects.get().locked_at is None


@pytest.mark.parametrize(("way", "sent"), [("imported", "way=draft"), ("recorded", "way=recorded")])
def test_the_other_ways_lead_to_the_import(
    client: Client, road: Project, chen_filer: User, way: str, sent: str
) -> None:
    client.force_login(chen_filer)
    answer = client.get(address(road, way=way))
    assert answer.status_code == 302
    assert sent in answer["Location"]
    assert f"project={road.pk}" in answer["Location"]


@pytest.mark.parametrize(
    ("who", "bare", "asked"),
    [("chen_filer", 200, 200), ("lin", 200, 200), ("chen_reviewer", 200, 422), ("wang", 200, 422), ("zhao", 200, 422),
     ("leader", 403, 403), ("sysadmin", 403, 403)],
)  # fmt: skip
def test_who_prepares_pay_sees_what_it_comes_to(
    request: pytest.FixtureRequest, client: Client, road: Project, who: str, bare: int, asked: int
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("roll_new")).status_code == bare
    assert client.get(address(road)).status_code == asked
    assert client.get(address(road, month="2026-12")).status_code == (403 if bare == 403 else 422)


def test_the_preview_asks_as_often_for_two_people_as_for_twenty(
    client: Client, road: Project, work: Any, chen_filer: User
) -> None:
    client.force_login(chen_filer)
    counts = []
    for first, last in ((1, 2), (3, 20)):
        work(first, last)
        with CaptureQueriesContext(connection) as asked:
            client.get(address(road))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_finding_others_keeps_what_is_typed_and_one_press_makes_the_supplement(
    client: Client, roll_in: MakeRoll, join: Engagements, chen_filer: User
) -> None:
    roll = roll_in(RollState.PAID)
    extra = join(roll.project, 7, name="罗九")
    one = roll.lines.first().worker_id
    client.force_login(chen_filer)
    page = reverse("supplement_new", args=[roll.pk])
    rows = {f"amount-{one}": "120.5", f"reason-{one}": "加班漏记", "total": "120.5"}
    found = client.post(page, rows | {"act": "find", "q": "罗"}).content.decode()
    assert "罗九" in found
    assert 'value="120.5"' in found
    assert "加班漏记" in found
    assert not [number for number in full_numbers() if number in found]
    more = {f"amount-{extra.worker_id}": "２００", f"reason-{extra.worker_id}": "漏发", "total": "320.50"}
    answer = client.post(page, rows | more | {"act": "build"})
    made = WageRoll.objects.get(kind=RollKind.SUPPLEMENT)
    assert answer["Location"] == reverse("roll_detail", args=[made.pk])
    assert sorted(WageLine.objects.filter(roll=made).values_list("net_fen", flat=True)) == [120_50, 200_00]
    assert "加班漏记" in client.get(answer["Location"]).content.decode()


def test_a_refused_supplement_says_everything_and_keeps_everything(
    client: Client, roll_in: MakeRoll, chen_filer: User
) -> None:
    roll = roll_in(RollState.PAID)
    one, two = (line.worker_id for line in roll.lines.all())
    client.force_login(chen_filer)
    page = reverse("supplement_new", args=[roll.pk])
    answer = client.post(page, {f"amount-{one}": "一百", f"amount-{two}": "50", "act": "build"})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert said.count("补发原因还没有填") == 2
    for part in ("填的“一百”", "补发原因还没有填", 'value="一百"', 'value="50"'):
        assert part in said
    good = {f"amount-{two}": "50", f"reason-{two}": "少算", "act": "build"}
    assert client.post(page, good).status_code == 302
    again = client.post(page, good)
    assert again.status_code == 422
    assert 'name="confirmed"' in again.content.decode()
    assert client.post(page, good | {"confirmed": "1"}).status_code == 302


def test_only_who_prepares_pay_supplements_and_a_draft_is_corrected_instead(
    client: Client, roll_in: MakeRoll, chen_filer: User, chen_reviewer: User, zhao: User
) -> None:
    page = reverse("supplement_new", args=[roll_in().pk])
    for user, status in ((chen_filer, 302), (chen_reviewer, 403), (zhao, 404)):
        client.force_login(user)
        assert client.get(page).status_code == status
