"""转为督办: one act makes the prefilled draft; a second opens the one under way; what is not late is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assignments.models import (
    Assignment,
    AssignmentState,
    Issue,
    IssueKind,
    IssueState,
    SourceKind,
    SupervisionNotice,
    SupervisionState,
)
from assignments.supervision.issuing import issue_supervision
from assignments.supervision.raising import raise_from, usual_due
from labor.models import Alert, AlertState, Severity
from projects.models import Project
from tests.assignments.supervision.conftest import AT, Make, on
from tests.projects.conftest import make_project, road
from tests.projects.inspecting import asked_of
from units.models import Unit, User
from units.refusals import NotAllowed, Refusal

__all__ = ["make_project", "road"]
pytestmark = pytest.mark.django_db
LATE = on(23)


def raised(client: Client, user: User, kind: str, key: Any) -> Any:
    client.force_login(user)
    return client.post(reverse("supervision_raise"), {"kind": kind, "key": key})


def test_an_overdue_finding_becomes_one_once(
    client: Client, road: Project, wang: User, he: User, lin: User, drafted: Make, clock: Any
) -> None:
    asked = asked_of(road, wang)
    page = reverse("rectification_detail", args=[asked.pk])
    refused = raised(client, he, "rectification", asked.pk)
    assert (refused.status_code, "逾期以后才能转为督办" in refused.text) == (422, True)
    clock.move_to(LATE)
    client.force_login(he)
    assert "转为督办" in client.get(page).text
    answer = raised(client, he, "rectification", asked.pk)
    made = SupervisionNotice.objects.get()
    assert answer["Location"] == reverse("supervision_detail", args=[made.pk])
    assert (made.state, made.unit, made.source_key) == (SupervisionState.DRAFT, road.department, str(asked.pk))
    assert made.due_on == usual_due(LATE.date()) == date(2026, 11, 30)
    assert "公示栏未张贴工资表。" in made.demand
    assert raised(client, he, "rectification", asked.pk)["Location"] == answer["Location"]
    assert "查看督办" in client.get(page).text
    assert page in client.get(answer["Location"]).text
    issue_supervision(notice=made, by=lin, at=LATE)
    client.force_login(wang)
    assert "转为督办" not in client.get(page).text


def test_only_the_office_raises(client: Client, wang: User, leader: User, reference: None) -> None:
    for user in (wang, leader):
        assert raised(client, user, "alert", 1).status_code == 403
        with pytest.raises(NotAllowed):
            raise_from(kind="alert", key="1", by=user, at=AT)


def test_what_is_not_there_is_refused(he: User) -> None:
    for kind in [*SourceKind.values, "nonsense"]:
        for key in ("", "x", "99999", "2026-10:99", "9" * 40):
            with pytest.raises(Refusal, match="没有找到"):
                raise_from(kind=kind, key=key, by=he, at=AT)


def test_an_open_alert_becomes_one(client: Client, road: Project, he: User, drafted: Make) -> None:
    alert = Alert.objects.create(
        project=road, code="filing_missing", subject="1", sentence="10月月报逾期。", severity=Severity.YELLOW,
        first_seen_at=AT, last_seen_at=AT,
    )  # fmt: skip
    client.force_login(he)
    assert "转为督办" in client.get(reverse("alert_detail", args=[alert.pk])).text
    made = raise_from(kind="alert", key=str(alert.pk), by=he, at=AT)
    assert (made.unit, made.source) == (road.department, SourceKind.ALERT)
    assert "未报月报" in made.title
    other = Alert.objects.create(
        project=road, code="filing_missing", subject="2", sentence="已办。", severity=Severity.YELLOW,
        first_seen_at=AT, last_seen_at=AT, state=AlertState.CLOSED, closed_at=AT,
    )  # fmt: skip
    with pytest.raises(Refusal, match="已经销号"):
        raise_from(kind="alert", key=str(other.pk), by=he, at=AT)


def test_an_overdue_issue_or_task_is_asked_of_its_lead(he: User, wang: User, drafted: Make) -> None:
    town, office = Unit.objects.get(name="建胜镇"), Unit.objects.get(name="区财政局")
    issue = Issue.objects.create(
        year=2026, serial=1, title="资金没有到位", kind=IssueKind.FUNDING, state=IssueState.ASSIGNED, unit=town,
        situation="情况", demand="拨付资金", lead=office, due_on=date(2026, 11, 20), raised_at=AT, raised_by=wang,
    )  # fmt: skip
    task = Assignment.objects.create(
        year=2026, serial=1, title="完成“摸底”调查。", state=AssignmentState.ISSUED, issue=issue, lead=town,
        starts_on=date(2026, 11, 1), due_on=date(2026, 11, 20), created_at=AT, created_by=he,
    )  # fmt: skip
    task.reports.create(label="2026", due_on=date(2026, 11, 20))
    told = ("“资金没有到位”问题协调解决", "“完成‘摸底’调查”任务")
    for kind, key, unit, title in (("issue", issue.pk, office, told[0]), ("assignment", task.pk, town, told[1])):
        with pytest.raises(Refusal, match="逾期以后"):
            raise_from(kind=kind, key=str(key), by=he, at=on(20))
        made = raise_from(kind=kind, key=str(key), by=he, at=LATE)
        assert (made.unit, made.title) == (unit, title)
    assert made.demand.startswith("办结报告应于2026年11月20日报送，已经逾期。\n")
