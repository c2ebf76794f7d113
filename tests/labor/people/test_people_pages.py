"""人员查找 and 一人一档: within what one may see, masked, no number in an address, constant queries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from labor.attendance.saving import save_days
from labor.models import Engagement, SurveyPart, Worker
from labor.rosters.changing import change
from projects.models import Period, Project
from projects.periods import open_period
from tests.labor.rosters.conftest import Enter as EnterOne
from tests.labor.rosters.conftest import name_of
from tests.labor.sheets import card_number, id_number
from tests.labor.surveys.conftest import Enter
from units.models import AuditEntry, Unit, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FIND = "people_find"


def find(client: Client, text: str) -> Any:
    return client.post(reverse(FIND), {"text": text})


def test_the_empty_page_tells_how_to_search(client: Client, wang: User) -> None:
    client.force_login(wang)
    body = client.get(reverse(FIND)).content.decode()
    assert "后三位" in body
    assert "记入审计日志" in body


def test_a_person_is_found_by_name_number_and_tail(client: Client, wang: User, enter: Enter) -> None:
    response = enter(1)
    client.force_login(wang)
    for text in ("张兰", "兰", id_number(), id_number()[-3:]):
        answer = find(client, text)
        body = answer.content.decode()
        assert answer.status_code == 200
        assert reverse("person_detail", args=[response.worker_id]) in body
        assert id_number() not in body
        assert "139****0001" in body
    assert AuditEntry.objects.filter(act="按身份证号查找人员", by=wang).count() == 1


def test_what_nobody_can_look_for_is_refused_and_kept(client: Client, wang: User) -> None:
    client.force_login(wang)
    answer = find(client, "12345")
    assert answer.status_code == 422
    assert 'value="12345"' in answer.content.decode()
    assert "后三位" in answer.content.decode()


def test_nobody_found_says_what_to_do(client: Client, wang: User, zhao: User, enter: Enter) -> None:
    enter(1)
    client.force_login(zhao)
    for text in ("张兰", id_number()):
        body = find(client, text).content.decode()
        assert "没有找到" in body
        assert id_number() not in body


def test_too_many_are_cut_and_counted(client: Client, lin: User) -> None:
    Worker.objects.bulk_create(
        Worker(name=f"张{n}", id_sealed="-", id_index=f"i{n}", id_masked="50*", sex="M", born_on=date(1990, 1, 1))
        for n in range(60)
    )
    client.force_login(lin)
    body = find(client, "张").content.decode()
    assert "60 人，只列出前 50 人" in body
    assert body.count('scope="row"') == 50


def test_administrators_look_for_nobody(client: Client, sysadmin: User, security: User, auditor: User) -> None:
    for who in (sysadmin, security, auditor):
        client.force_login(who)
        assert client.get(reverse(FIND)).status_code == find(client, "张").status_code == 403


def test_searching_costs_the_same_for_2_people_and_20(client: Client, wang: User, enter: Enter) -> None:
    def cost(text: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert find(client, text).status_code == 200
        return len(asked)

    client.force_login(wang)
    for order in (1, 2):
        enter(order)
    searches = ("张", id_number(), id_number()[-3:])
    find(client, "张")
    few = [cost(text) for text in searches]
    for order in range(3, 21):
        enter(order)
    assert [cost(text) for text in searches] == few


# One person


@pytest.fixture
def busy(
    enter: Enter,
    enter_one: EnterOne,
    road: Project,
    october: Period,
    wang: User,
    lin: User,
    at: datetime,
) -> Engagement:
    """A person asked in a survey, on the road's roster, with attendance and a change of township and card."""
    enter(1, name=name_of(1))
    stay = enter_one(1, entered_on=date(2026, 11, 3))
    moved = {"township": Unit.objects.get(name="八桥镇"), "card": card_number(7)}
    change(engagement=stay, values=moved, version=0, by=wang, at=at)
    november = open_period(month=date(2026, 11, 1), by=None, at=at)
    days = {stay: {date(2026, 11, 4): 100, date(2026, 11, 5): 50}}
    save_days(project=road, period=november, days=days, version=None, by=lin, at=at)
    return stay


def test_everything_of_a_person_stands_on_one_page(client: Client, lin: User, busy: Engagement) -> None:
    client.force_login(lin)
    answer = client.get(reverse("person_detail", args=[busy.worker_id]))
    body, of = answer.content.decode(), answer.context["of"]
    assert [len(of.responses), len(of.trainings), len(of.stays), of.centidays] == [1, 1, 1, 150]
    assert "所属镇街：建胜镇 → 八桥镇" in body
    assert "1次变更" in body
    assert "2026-11" in body
    assert "1.5" in body
    for secret in (id_number(), card_number(7), card_number(1), "13900000001"):
        assert secret not in body


def test_each_part_is_within_its_own_scope(
    client: Client, wang: User, chen_filer: User, zhao: User, leader: User, busy: Engagement
) -> None:
    address = reverse("person_detail", args=[busy.worker_id])
    client.force_login(chen_filer)
    of = client.get(address).context["of"]
    assert [len(of.responses), len(of.stays)] == [0, 1]
    for who in (wang, leader):
        client.force_login(who)
        of = client.get(address).context["of"]
        assert [len(of.responses), len(of.stays)] == [1, 1]
    client.force_login(zhao)
    assert client.get(address).status_code == 404


def test_a_person_with_much_to_tell_costs_the_same(
    client: Client, lin: User, busy: Engagement, enter: Enter, at: datetime, october: Period, wang: User
) -> None:
    client.force_login(lin)
    address = reverse("person_detail", args=[busy.worker_id])

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    cost()
    few = cost()
    for order in range(1, 6):
        change(engagement=busy, values={"team": f"{order}班"}, version=order, by=wang, at=at)
    save_days(
        project=busy.project, period=busy.days.get(day=date(2026, 11, 4)).sheet.period,
        days={busy: {date(2026, 11, n): 100 for n in range(6, 12)}}, version=None, by=lin, at=at,
    )  # fmt: skip
    assert cost() == few


# Full numbers


@pytest.mark.parametrize("page", ["response_numbers", "engagement_numbers"])
def test_numbers_are_opened_for_a_reason_and_written_down(
    client: Client, wang: User, busy: Engagement, page: str
) -> None:
    key = busy.worker.responses.get().pk if page == "response_numbers" else busy.pk
    address = reverse(page, args=[key])
    client.force_login(wang)
    assert id_number() not in client.get(address).content.decode()
    refused = client.post(address, {"reason": "看"})
    assert refused.status_code == 422
    assert id_number() not in refused.content.decode()
    shown = client.post(address, {"reason": "核对本人证件"})
    assert id_number() in shown.content.decode()
    assert "13900000001" in shown.content.decode()
    assert (card_number(7) in shown.content.decode()) == (page == "engagement_numbers")
    entry = AuditEntry.objects.filter(act="查看完整号码").get()
    assert entry.by == wang
    assert "核对本人证件" in str(entry.detail)
    assert id_number() not in f"{entry.subject}{entry.detail}"


@pytest.mark.parametrize(
    ("who", "page", "status"),
    [
        ("leader", "response_numbers", 403), ("leader", "engagement_numbers", 403),
        ("zhao", "response_numbers", 404), ("zhao", "engagement_numbers", 404),
        ("chen_filer", "response_numbers", 404), ("chen_filer", "engagement_numbers", 200),
        ("sysadmin", "response_numbers", 403), ("sysadmin", "engagement_numbers", 403),
        ("lin", "response_numbers", 200),
    ],
)  # fmt: skip
def test_who_does_not_work_on_the_paper_opens_no_number(
    client: Client, request: pytest.FixtureRequest, busy: Engagement, who: str, page: str, status: int
) -> None:
    key = busy.worker.responses.get().pk if page == "response_numbers" else busy.pk
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse(page, args=[key])).status_code == status
    answer = client.post(reverse(page, args=[key]), {"reason": "核对本人证件"})
    assert answer.status_code == status
    assert (id_number() in answer.content.decode()) == (status == 200)


def test_the_same_name_search_is_masked_for_leaders(
    client: Client, leader: User, enter: Enter, jiansheng: SurveyPart
) -> None:
    enter(1)
    client.force_login(leader)
    body = find(client, "张兰").content.decode()
    assert "139****0001" in body
    assert id_number() not in body
