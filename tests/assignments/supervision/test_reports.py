"""季度督办通报: drafted once after the quarter, frozen when issued, told to members; rates with their bases."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from assignments.models import SupervisionReport
from assignments.supervision.checking import close_supervision, withdraw_supervision
from assignments.supervision.figures import sums_of
from assignments.supervision.reporting import (
    Quarter,
    draft_report_due,
    edit_report,
    issue_report,
    lines_for,
    told_of,
)
from tests.assignments.supervision.conftest import Make, on
from units.models import Message, User
from units.moving import StalePaper
from units.refusals import NotAllowed, WrongState

pytestmark = pytest.mark.django_db
JANUARY = datetime(2027, 1, 4, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def report(issued: Make, answered: Make, signed: Make, lin: User, he: User) -> SupervisionReport:
    """Of the fourth quarter: one closed in time, one overdue, one withdrawn."""
    close_supervision(notice=answered(title="办结的"), verdict="好", by=he, at=on(10))
    signed(title="逾期的")
    withdraw_supervision(notice=issued(title="撤回的"), reason="立错", by=lin, at=on(10))
    made = draft_report_due(at=JANUARY)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("day", "quarter"),
    [(date(2027, 1, 1), (2026, 4)), (date(2026, 12, 31), (2026, 3)), (date(2026, 4, 1), (2026, 1))],
)
def test_the_quarter_over_on_a_day(day: date, quarter: tuple[int, int]) -> None:
    found = Quarter.ended_before(day)
    assert (found.year, found.number) == quarter
    assert found.after <= day


def test_it_is_drafted_once_and_only_of_a_quarter_with_any(report: SupervisionReport) -> None:
    assert draft_report_due(at=JANUARY) is None
    assert draft_report_due(at=on(9)) is None
    assert SupervisionReport.objects.get() == report


def test_what_was_closed_before_the_quarter_is_not_told_again(report: SupervisionReport) -> None:
    assert [one.title for one in told_of(Quarter(2027, 1))] == ["逾期的"]
    assert {one.title for one in told_of(Quarter(2026, 4))} == {"办结的", "逾期的"}


def test_its_sums_name_their_bases(report: SupervisionReport) -> None:
    sums = sums_of(lines_for(report, on=JANUARY.date()), on=JANUARY.date())
    assert (sums.number, sums.closed, sums.closing_rate) == (2, 1, "50.00%")
    assert (sums.in_time, sums.due, sums.in_time_rate) == (1, 2, "50.00%")
    assert sums.late_units == (("建胜镇", 1),)


def test_issued_it_is_frozen_numbered_and_told(
    report: SupervisionReport, lin: User, he: User, wang: User, leader: User, clock: Any, client: Client
) -> None:
    clock.move_to(JANUARY)
    with pytest.raises(NotAllowed):
        issue_report(report=report, by=he, at=JANUARY)
    seen = report.version
    edit_report(report=report, text="（一）抓紧办理。请尽快反馈。", by=he, at=JANUARY, version=seen)
    with pytest.raises(StalePaper):
        edit_report(report=report, text="另一个人的", by=lin, at=JANUARY, version=seen)
    Message.objects.all().delete()
    made = issue_report(report=report, by=lin, at=JANUARY)
    assert made.paper is not None
    assert made.paper.document_number == "渡以工代赈办督报〔2027〕1号"
    assert "逾期的" in made.paper.html
    assert "抓紧办理" in made.paper.html
    assert {"wang", "leader"} <= set(Message.objects.values_list("to__username", flat=True))
    assert [line.state for line in lines_for(made, on=date(2027, 6, 1))] == ["已办结", "已签收待反馈"]
    for act in (lambda: issue_report(report=made, by=lin, at=JANUARY), lambda: edit_report(
        report=made, text="晚了", by=lin, at=JANUARY
    )):  # fmt: skip
        with pytest.raises(WrongState, match="已经印发"):
            act()
    client.force_login(wang)
    assert "督报〔2027〕1号" in client.get(reverse("supervision_report_list")).text
    assert client.get(reverse("supervision_report_detail", args=[made.pk])).status_code == 200


def test_its_pages(
    report: SupervisionReport, lin: User, he: User, wang: User, sysadmin: User, client: Client, clock: Any
) -> None:
    clock.move_to(JANUARY)
    page, issue = (
        reverse(name, args=[report.pk]) for name in ("supervision_report_detail", "supervision_report_issue")
    )
    client.force_login(wang)
    assert client.get(page).status_code == 404
    assert "还没有印发的督办通报" in client.get(reverse("supervision_report_list")).text
    client.force_login(sysadmin)
    assert client.get(page).status_code == 403
    client.force_login(he)
    assert client.post(issue, {"version": report.version}).status_code == 422
    kept = client.post(page, {"text": "很长" * 3001, "version": report.version})
    assert (kept.status_code, "很长很长" in kept.text) == (422, True)
    assert client.post(page, {"text": "按时反馈。", "version": report.version}).status_code == 302
    assert client.get(reverse("supervision_report_preview", args=[report.pk]))["Content-Type"] == "application/pdf"
    client.force_login(lin)
    assert client.post(issue, {"version": 1}).status_code == 422
    assert client.post(issue, {"version": 2}).status_code == 302
