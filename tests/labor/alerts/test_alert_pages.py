"""预警 in the browser's eyes: who sees which, what is counted, explained, refused, set and written out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from labor.alerts.rules import rules_on, set_rule
from labor.models import Alert, AlertRule, AlertState, Severity
from labor.waiting import waiting_for
from projects.models import Project
from tests.cast import Engage
from tests.labor.alerts.cases import PAIRS, World
from tests.labor.alerts.world import keys
from tests.labor.conftest import AT
from units.models import AuditEntry, Role, User
from units.refusals import NotAllowed, Refusal

TODAY = AT.date()


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def made(project: Project, number: int = 1, **changed: object) -> list[Alert]:
    values = {"code": "high_day_rate", "severity": Severity.RED, "sentence": "1人日工资高于提示线：张**。"} | changed
    start = Alert.objects.count()
    return Alert.objects.bulk_create(
        Alert(project=project, subject=str(start + order), first_seen_at=AT, last_seen_at=AT, **values)
        for order in range(number)
    )


def test_the_list_shows_what_is_open_the_gravest_first_and_counts_by_grade(
    client: Client, road: Project, estate: Project, chen_filer: User
) -> None:
    made(road, severity=Severity.HINT, code="elderly")
    made(road, 2)
    made(road, state=AlertState.CLOSED)
    made(estate)
    client.force_login(chen_filer)
    answer = client.get(reverse("alert_list"))
    assert [row["alert"].severity for row in answer.context["rows"]] == ["red", "red", "hint"]
    assert [(grade["label"], grade["number"]) for grade in answer.context["grades"]] == [
        ("红", 2),
        ("黄", 0),
        ("提示", 1),
    ]
    counts = {tab["label"]: tab["count"] for tab in answer.context["tabs"]}
    assert counts == {"未销号": 3, "待说明": 3, "已说明": 0, "已销号": 1, "全部": 4}
    assert client.get(reverse("alert_list"), {"code": "elderly"}).context["page"].paginator.count == 1
    assert client.get(reverse("alert_list"), {"state": "closed"}).context["page"].paginator.count == 1


def test_an_alert_of_another_unit_is_not_there_and_the_administrators_open_nothing(
    client: Client, road: Project, zhao: User, auditor: User, leader: User
) -> None:
    (alert,) = made(road)
    client.force_login(zhao)
    assert client.get(reverse("alert_detail", args=[alert.pk])).status_code == 404
    assert client.post(reverse("alert_move", args=[alert.pk]), {"act": "explain"}).status_code == 404
    assert "没有预警" in client.get(reverse("alert_list")).content.decode()
    client.force_login(auditor)
    assert client.get(reverse("alert_list")).status_code == 403
    client.force_login(leader)
    assert client.get(reverse("alert_detail", args=[alert.pk])).context["moves"] == []


def test_the_list_asks_as_often_for_twenty_as_for_two(client: Client, road: Project, lin: User) -> None:
    client.force_login(lin)
    made(road, 2)
    client.get(reverse("alert_list"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("alert_list"))
    made(road, 18)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("alert_list"))
    assert len(many) == len(few)


def test_a_page_leads_to_what_lies_behind_and_holds_no_name(client: Client, world: World, wang: User) -> None:
    PAIRS["high_day_rate"].faulty(world)
    pk = keys(project=world.road)["alert_detail"]["pk"]
    for alert in Alert.objects.filter(project=world.road):
        client.force_login(wang)
        answer = client.get(reverse("alert_detail", args=[alert.pk]))
        text = answer.content.decode()
        assert answer.status_code == 200
        assert not [line.name for line in world.road.lines.all() if line.name in text]
        for link in answer.context["links"]:
            assert client.get(link.url).status_code == 200, link
    assert Alert.objects.filter(pk=pk, project=world.road).exists()


def test_every_kind_of_alert_leads_to_pages_that_open(client: Client, world: World, lin: User) -> None:
    client.force_login(lin)
    roll = world.roll()
    for order, code in enumerate(PAIRS):
        Alert.objects.create(
            code=code, subject=f"kind:{order}", project=world.road, period=world.month(), roll=roll,
            worker=roll.lines.get().worker, severity=Severity.RED, sentence="x", first_seen_at=AT, last_seen_at=AT,
        )  # fmt: skip
    for alert in Alert.objects.filter(subject__startswith="kind:"):
        answer = client.get(reverse("alert_detail", args=[alert.pk]))
        assert {client.get(link.url).status_code for link in answer.context["links"]} == {200}, alert.code


def test_explaining_needs_words_and_a_refusal_keeps_them(client: Client, road: Project, wang: User) -> None:
    (alert,) = made(road)
    client.force_login(wang)
    address = reverse("alert_move", args=[alert.pk])
    refused = client.post(address, {"act": "explain", "words": "付", "version": 0})
    assert (refused.status_code, "至少4个字" in refused.content.decode()) == (422, True)
    assert ">付</textarea>" in refused.content.decode()
    closed = client.post(address, {"act": "close", "words": "没有问题", "version": 0})
    assert (closed.status_code, "由领导小组办公室办理" in closed.content.decode()) == (422, True)
    said = client.post(address, {"act": "explain", "words": "技术工人约定单价", "version": 0})
    assert said.status_code == 302
    alert.refresh_from_db()
    assert alert.state == AlertState.EXPLAINED


def test_the_workbook_holds_what_is_listed_and_leaves_an_entry(client: Client, road: Project, lin: User) -> None:
    made(road, 3)
    made(road, severity=Severity.YELLOW)
    client.force_login(lin)
    answer = client.post(f"{reverse('alert_export')}?severity=red")
    cells = [cell for row in load_workbook(io.BytesIO(answer.content)).active.values for cell in row]
    assert cells.count("1人日工资高于提示线：张**。") == 3
    assert AuditEntry.objects.get(act="导出预警清单").rows == 3


def test_the_first_page_counts_red_and_yellow_of_ones_own_projects(
    client: Client, road: Project, estate: Project, wang: User
) -> None:
    made(road, 2)
    made(road, severity=Severity.YELLOW)
    made(road, severity=Severity.HINT)
    made(estate, 3)
    lit = [one for one in waiting_for(wang, on=TODAY) if one.page == "alert_list"]
    assert [(one.label, one.number, one.note) for one in lit] == [
        ("红色预警", 2, "其中待说明2条"),
        ("黄色预警", 1, "其中待说明1条"),
    ]
    client.force_login(wang)
    for one in lit:
        assert client.get(f"{reverse(one.page)}?{one.query}").context["page"].paginator.count == one.number


# The rules


def test_a_rule_is_set_from_a_day_on_with_its_history(client: Client, lin: User, reference: None) -> None:
    client.force_login(lin)
    address = reverse("alert_rule_edit", args=["high_day_rate"])
    tomorrow = TODAY + timedelta(days=1)
    said = {"severity": "yellow", "threshold": "900", "is_on": "yes", "starts_on": str(tomorrow)}
    assert client.post(address, said).status_code == 302
    assert rules_on(TODAY)["high_day_rate"].threshold == 800
    held = rules_on(tomorrow)["high_day_rate"]
    assert (held.threshold_said, held.severity, held.is_on) == ("900元", Severity.YELLOW, True)
    assert AuditEntry.objects.get(act="设定预警规则").detail["before"] == "提示，800元，启用"
    assert "900" in client.get(address).content.decode()
    assert client.get(reverse("alert_rule_list")).status_code == 200


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"threshold": "5"}, "应在100到10000元之间"),
        ({"starts_on": "2026-11-11"}, "已经过去"),
        ({"threshold": ""}, "请填写阈值"),
        ({}, "没有改动"),
    ],
)
def test_a_rule_out_of_bounds_is_refused_and_kept_as_typed(
    client: Client, lin: User, changed: dict[str, str], said: str
) -> None:
    client.force_login(lin)
    usual = {"severity": "hint", "threshold": "800", "is_on": "yes", "starts_on": str(TODAY)}
    answer = client.post(reverse("alert_rule_edit", args=["high_day_rate"]), usual | changed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not AlertRule.objects.exists()


def test_only_the_office_administrator_sets_rules(client: Client, engage: Engage, lin: User, wang: User) -> None:
    clerk = engage("he", Role.OFFICE_CLERK, "区发展改革委", "何川")
    for user in (clerk, wang):
        client.force_login(user)
        assert client.get(reverse("alert_rule_edit", args=["elderly"])).status_code == 403
        assert client.get(reverse("alert_rule_list")).status_code == 200
        with pytest.raises(NotAllowed, match="办公室管理员"):
            set_rule(code="elderly", severity=Severity.RED, threshold=None, is_on=True, starts_on=TODAY, by=user, at=AT)
    client.force_login(lin)
    assert client.get(reverse("alert_rule_edit", args=["no-such"])).status_code == 404
    with pytest.raises(Refusal, match="起用日期2026年11月1日已经过去"):
        set_rule(
            code="silent_approval", severity=Severity.RED, threshold=None, is_on=True, starts_on=date(2026, 11, 1),
            by=lin, at=AT,
        )  # fmt: skip
