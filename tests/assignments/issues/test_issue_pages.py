"""Pages of issues and matters: whose they are, what a refusal keeps, what they cost, what leaves by workbook."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from assignments.issues.actions import assign_issue
from assignments.issues.waiting import waiting_for as issues_waiting
from assignments.matters.drafting import draft_matter
from assignments.matters.waiting import waiting_for as matters_waiting
from assignments.models import Assignment, Issue, IssueState, IssueTerms, MajorMatter, MatterState, Urgency
from assignments.series import load_paper_series
from tests.assignments.issues.conftest import MONDAY, WRITTEN, Raise, the
from tests.assignments.matters.test_matters import REPORT
from units.models import AuditEntry, User

FRIDAY = date(2026, 11, 20)
SAID = {**WRITTEN, "project": ""}


@pytest.fixture(autouse=True)
def _clock(settings: Settings, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("documents.papers.engine.print_pdf", lambda html: b"%PDF-1.7")
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        yield


def assigned(issue: Issue, lin: User) -> Issue:
    return assign_issue(issue=issue, lead=the("区规划自然资源局"), due_on=FRIDAY, by=lin, at=MONDAY)


def test_a_unit_raises_an_issue_and_mends_it(wang: User, client: Client) -> None:
    client.force_login(wang)
    assert "还没有提出过问题" in client.get(reverse("issue_list")).text
    kept = client.post(reverse("issue_new"), {**SAID, "unit": the("建胜镇").pk, "title": "", "kind": ""})
    assert kept.status_code == 422
    assert SAID["situation"] in kept.text
    made = client.post(reverse("issue_new"), {**SAID, "unit": the("建胜镇").pk}, follow=True)
    assert "等办公室交办" in made.text
    issue = Issue.objects.get()
    mended = {**SAID, "title": "改过的标题", "version": issue.version}
    client.post(reverse("issue_edit", args=[issue.pk]), mended)
    stale = client.post(reverse("issue_edit", args=[issue.pk]), {**mended, "title": "又改"})
    assert stale.status_code == 422
    assert "又改" in stale.text
    issue.refresh_from_db()
    assert (issue.title, issue.version) == ("改过的标题", 2)


def test_who_opens_an_issue(raised: Raise, lin: User, planner: User, request: pytest.FixtureRequest) -> None:
    issue = assigned(raised(), lin)
    answers = {}
    for name in ("wang", "planner", "lin", "leader", "zhao", "chen_filer", "sysadmin"):
        client = Client()
        client.force_login(request.getfixturevalue(name))
        answers[name] = client.get(reverse("issue_detail", args=[issue.pk])).status_code
    assert answers == {
        "wang": 200, "planner": 200, "lin": 200, "leader": 200, "zhao": 404, "chen_filer": 404, "sysadmin": 403,
    }  # fmt: skip


def test_the_office_assigns_and_a_refusal_keeps_what_was_typed(raised: Raise, lin: User, client: Client) -> None:
    issue = raised()
    client.force_login(lin)
    page = client.get(reverse("issue_detail", args=[issue.pk])).text
    assert 'value="2026-11-30"' in page  # ten working days
    said = {"act": "assign", "version": issue.version, "lead": the("区财政局").pk, "due_on": "2026-11-02"}
    kept = client.post(reverse("issue_move", args=[issue.pk]), said)
    assert kept.status_code == 422
    assert "办理期限不能早于今天" in kept.text
    assert 'value="2026-11-02"' in kept.text
    assert client.post(reverse("issue_move", args=[issue.pk]), {**said, "due_on": "2026-11-30"}).status_code == 302
    again = client.post(
        reverse("issue_move", args=[issue.pk]), {"act": "hand_back", "reason": "要补充户数", "version": 1}
    )
    assert again.status_code == 422
    assert "要补充户数" in again.text  # no longer offered, still not lost


def test_the_lead_says_and_answers(raised: Raise, lin: User, planner: User, client: Client) -> None:
    issue = assigned(raised(), lin)
    client.force_login(planner)
    move = reverse("issue_move", args=[issue.pk])
    unit = the("区规划自然资源局").pk
    assert client.post(move, {"act": "opine", "unit": unit, "text": "明天到现场。"}).status_code == 302
    assert client.post(move, {"act": "opine", "unit": the("建胜镇").pk, "text": "冒名"}).status_code == 422
    assert client.post(move, {"act": "answer", "result": "已签协议。"}).status_code == 302
    issue.refresh_from_db()
    assert (issue.state, issue.opinions.count()) == (IssueState.ANSWERED, 1)


def test_lists_cost_the_same_for_two_and_twenty(raised: Raise, lin: User, client: Client) -> None:
    client.force_login(lin)

    def cost(name: str) -> int:
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(name))
        return len(asked)

    for _ in range(2):
        draft_matter(values=REPORT, known_at=MONDAY, issue=assigned(raised(), lin), by=lin, at=MONDAY)
    few = cost("issue_list"), cost("matter_list")
    issue, matter = Issue.objects.latest("pk"), MajorMatter.objects.latest("pk")
    for number in range(18):
        issue.pk, issue.serial = None, 100 + number
        issue.save()
        matter.pk, matter.issue = None, issue
        matter.save()
    assert (cost("issue_list"), cost("matter_list")) == few


def test_what_is_listed_leaves_by_workbook_and_print(raised: Raise, lin: User, client: Client) -> None:
    assigned(raised(), lin)
    raised(title="另一件", urgency=Urgency.CRITICAL)
    draft_matter(values=REPORT, known_at=MONDAY, by=lin, at=MONDAY)
    client.force_login(lin)
    book = client.post(f"{reverse('issue_export')}?urgency=critical")
    cells = [cell.value for row in openpyxl.load_workbook(BytesIO(book.content)).active.rows for cell in row]
    assert "另一件" in cells
    assert "占地手续没有办妥" not in cells
    assert client.post(reverse("issue_print")).content.startswith(b"%PDF")
    assert client.post(reverse("matter_export")).status_code == 200
    assert client.post(reverse("matter_print")).content.startswith(b"%PDF")
    assert AuditEntry.objects.filter(act__in=["导出新情况新问题台账", "打印重大事项报告台账"]).count() == 2


def _told(user: User, on: date) -> list[tuple[str, int, str]]:
    lines = [*issues_waiting(user, on=on), *matters_waiting(user, on=on)]
    return [(one.label, one.number, one.note) for one in lines]


def test_what_waits_for_whom(raised: Raise, lin: User, planner: User, wang: User, leader: User) -> None:
    raised()
    assigned(raised(), lin)
    draft_matter(values=REPORT, known_at=MONDAY, by=lin, at=MONDAY)
    MajorMatter.objects.update(state=MatterState.SIGNING)
    late = FRIDAY + timedelta(days=1)
    told = {user.username: _told(user, late) for user in (lin, planner, wang, leader)}
    signing = ("重大事项待签发", 1, "其中今天到时限或已超时1件")
    assert told == {
        "lin": [("问题待交办", 1, ""), signing],
        "planner": [("问题待办理", 1, "其中逾期1件")],
        "wang": [],
        "leader": [signing],
    }


def test_an_issue_becomes_a_task(raised: Raise, lin: User, wang: User, client: Client) -> None:
    issue = assigned(raised(), lin)
    client.force_login(lin)
    said = {
        "title": issue.title, "lead": issue.lead_id, "cadence": "once",
        "starts_on": "2026-11-16", "due_on": "2026-11-20",
    }  # fmt: skip
    assert client.post(reverse("issue_task", args=[issue.pk]), said).status_code == 302
    assert Assignment.objects.get().issue == issue
    client.force_login(wang)
    assert client.get(reverse("issue_task", args=[issue.pk])).status_code == 403


def test_a_matter_goes_its_way_by_the_pages(raised: Raise, lin: User, leader: User, client: Client) -> None:
    load_paper_series()
    issue = assigned(raised(), lin)
    client.force_login(lin)
    address = f"{reverse('matter_new')}?issue={issue.pk}"
    assert issue.situation in client.get(address).text
    said = {**REPORT, "known_at": "2026-11-16T09:00", "situation": "情况属实。"}
    kept = client.post(address, {**said, "known_at": "2026-11-18T09:00"})
    assert kept.status_code == 422
    assert "知悉时间不能晚于现在" in kept.text
    assert client.post(address, said).status_code == 302
    matter = MajorMatter.objects.get()
    detail, move = (reverse(name, args=[matter.pk]) for name in ("matter_detail", "matter_move"))
    assert "还剩23小时" in client.get(detail).text
    assert client.get(reverse("matter_preview", args=[matter.pk])).content.startswith(b"%PDF")
    assert client.post(move, {"act": "send", "version": 1}).status_code == 302
    refused = client.post(move, {"act": "check", "version": 2})
    assert refused.status_code == 422
    assert "不得为同一人" in refused.text
    MajorMatter.objects.update(state=MatterState.SIGNING)
    client.force_login(leader)
    assert client.post(move, {"act": "sign", "version": 2}).status_code == 302
    client.force_login(lin)
    assert client.post(move, {"act": "issue", "version": 3}).status_code == 302
    answer = {"act": "answer", "answer": "请速办。", "answered_by": "钟渝", "answered_on": "2026-11-16", "version": 4}
    assert client.post(move, answer).status_code == 302
    page = client.get(detail).text
    assert "请速办。" in page
    assert "渡以工代赈办报〔2026〕1号" in page


def test_terms_are_set_by_the_director_alone(lin: User, wang: User, client: Client) -> None:
    said = {
        "starts_on": "2026-11-20", "normal_days": 8, "urgent_days": 4, "critical_days": 1,
        "normal_hours": 48, "urgent_hours": 12, "critical_hours": 2,
    }  # fmt: skip
    client.force_login(wang)
    assert client.get(reverse("issue_terms")).status_code == 200
    assert client.post(reverse("issue_terms"), said).status_code == 403
    client.force_login(lin)
    kept = client.post(reverse("issue_terms"), {**said, "urgent_days": 20})
    assert kept.status_code == 422
    assert 'value="20"' in kept.text
    assert client.post(reverse("issue_terms"), said).status_code == 302
    assert IssueTerms.objects.get().set_at == datetime.now(tz=MONDAY.tzinfo)
