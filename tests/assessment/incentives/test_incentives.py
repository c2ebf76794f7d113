"""督查激励 and 约谈: recorded by the office admin, followed to a result, read by the unit concerned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.incentives.actions import record_incentive, state_result, void_incentive
from assessment.incentives.waiting import waiting_for
from assessment.models import Incentive, IncentiveKind
from units.models import Message, Unit, User
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 12, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def values(**changed: Any) -> dict[str, Any]:
    return {
        "kind": IncentiveKind.TALK, "year": 2026, "unit": Unit.objects.get(name="建胜镇"), "project": None,
        "held_on": date(2026, 11, 10), "grounds": "三季度通报支付率低", "measures": "月底前补齐支付",
        "attended_by": "区发展改革委分管负责人约谈建胜镇分管负责人", **changed,
    }  # fmt: skip


def make(by: User, **changed: Any) -> Incentive:
    return record_incentive(values=values(**changed), by=by, at=AT)


def test_all_that_does_not_fit_is_said_at_once(lin: User) -> None:
    with pytest.raises(Refusal) as refused:
        make(lin, held_on=date(2026, 11, 13), year=2027, attended_by="")
    said = "".join(refused.value.sentences)
    assert "日期不能晚于今天" in said
    assert "年度应在" in said
    assert "约谈人和被约谈人" in said
    assert not Incentive.objects.exists()
    make(lin, kind=IncentiveKind.COMMEND, attended_by="")


@pytest.mark.parametrize("who", ["wang", "chen_reviewer", "leader", "auditor"])
def test_only_the_office_admin_keeps_them(who: str, lin: User, request: pytest.FixtureRequest) -> None:
    other, one = request.getfixturevalue(who), make(lin)
    for act in (
        lambda: make(other),
        lambda: state_result(incentive=one, result="已补齐", result_on=TODAY, by=other, at=AT),
        lambda: void_incentive(incentive=one, reason="误登", by=other, at=AT),
    ):
        with pytest.raises(NotAllowed, match="办公室管理员"):
            act()


def test_it_waits_until_something_came_of_it(lin: User, wang: User) -> None:
    one = make(lin)
    assert Message.objects.get(to=wang).url == reverse("incentive_detail", args=[one.pk])
    assert [line.number for line in waiting_for(lin, on=TODAY)] == [1]
    with pytest.raises(Refusal, match="请写明落实情况"):
        state_result(incentive=one, result="", result_on=TODAY, by=lin, at=AT)
    for day, said in ((date(2026, 11, 9), "不能早于"), (date(2026, 11, 13), "不能晚于今天")):
        with pytest.raises(Refusal, match=said):
            state_result(incentive=one, result="已补齐", result_on=day, by=lin, at=AT)
    state_result(incentive=one, result="已补齐", result_on=TODAY, by=lin, at=AT)
    assert waiting_for(lin, on=TODAY) == []
    assert waiting_for(wang, on=TODAY) == []


def test_what_is_void_is_void_once_and_has_no_result(lin: User) -> None:
    one = make(lin)
    with pytest.raises(Refusal, match="作废原因"):
        void_incentive(incentive=one, reason=" ", by=lin, at=AT)
    void_incentive(incentive=one, reason="登记重了", by=lin, at=AT)
    with pytest.raises(WrongState, match="已经作废"):
        void_incentive(incentive=one, reason="登记重了", by=lin, at=AT)
    with pytest.raises(WrongState, match="已作废"):
        state_result(incentive=one, result="已补齐", result_on=TODAY, by=lin, at=AT)
    assert waiting_for(lin, on=TODAY) == []


def test_a_unit_reads_its_own_and_the_leader_all(
    client: Client, lin: User, wang: User, zhao: User, leader: User
) -> None:
    one = make(lin)
    page = reverse("incentive_detail", args=[one.pk])
    for user, status in ((wang, 200), (leader, 200), (lin, 200), (zhao, 404)):
        client.force_login(user)
        assert client.get(page).status_code == status
    shown = client.get(reverse("incentive_list")).content.decode()
    assert "没有督查激励和约谈" in shown
    assert client.get(reverse("incentive_new")).status_code == 403


def test_the_office_records_from_a_score_and_follows_it(client: Client, lin: User) -> None:
    client.force_login(lin)
    unit = Unit.objects.get(name="八桥镇")
    begun = client.get(reverse("incentive_new"), {"unit": unit.pk, "year": 2025, "kind": "talk"}).content.decode()
    assert f'<option value="{unit.pk}" selected>' in begun
    assert 'value="2025"' in begun
    said = {**values(unit=unit.pk, project="", held_on="2026-11-10"), "grounds": "留住这句"}
    wrong = client.post(reverse("incentive_new"), said | {"attended_by": ""})
    assert wrong.status_code == 422
    assert "留住这句" in wrong.content.decode()
    assert client.post(reverse("incentive_new"), said).status_code == 302
    one = Incentive.objects.get()
    result = {"result": "已整改", "result_on": "2026-11-12"}
    assert client.post(reverse("incentive_result", args=[one.pk]), result | {"result": ""}).status_code == 422
    assert client.post(reverse("incentive_result", args=[one.pk]), result).status_code == 302
    assert "已整改" in client.get(reverse("incentive_detail", args=[one.pk])).content.decode()
    assert client.post(reverse("incentive_export") + "?kind=talk").status_code == 200
    assert client.post(reverse("incentive_void", args=[one.pk]), {"reason": ""}).status_code == 422
    assert client.post(reverse("incentive_void", args=[one.pk]), {"reason": "重了"}).status_code == 302
    assert "已作废" in client.get(reverse("incentive_list"), {"state": "void"}).content.decode()


def test_the_list_costs_the_same_for_two_and_twenty(client: Client, lin: User) -> None:
    client.force_login(lin)

    def cost() -> int:
        client.get(reverse("incentive_list"))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("incentive_list")).status_code == 200
        return len(asked)

    for _ in range(2):
        make(lin)
    few = cost()
    for _ in range(18):
        make(lin)
    assert cost() == few
