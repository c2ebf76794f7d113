"""发文登记簿 and the papers it lists: who reads them, how they are numbered, that none opens by its number alone."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assignments.models import IssuedPaper, PaperKind, PaperSeries
from assignments.paper_owners import OWNERS
from assignments.paper_register import series_of
from assignments.series import change_series, prefix_of
from tests.assignments.papers.conftest import AT, Issue
from units.models import AuditEntry, User
from units.refusals import NotAllowed

LIST = "paper_list"


def test_a_series_is_told_whole_with_what_it_lacks(issue: Issue) -> None:
    papers = [issue(title=f"第{number}次会议纪要") for number in (1, 2, 3)]
    issue(PaperKind.MATTER, "关于险情的报告")
    told = {one.kind: one.said for one in series_of(IssuedPaper.objects.all())}
    assert told == {"会议纪要": "1—3号，连续，没有缺号", "重大事项报告": "1号，没有缺号"}
    IssuedPaper.objects.filter(pk=papers[1].pk).delete()  # what no act of the house does
    assert series_of(IssuedPaper.objects.filter(title__contains="第1次"))[0].said == "1—3号，缺1个号，请查审计日志"


def test_the_register_is_the_offices_and_the_leaders(issue: Issue, client: Client, leader: User, wang: User) -> None:
    paper = issue()
    client.force_login(leader)
    page = client.get(reverse(LIST)).text
    assert paper.document_number in page
    assert "发文代字</a>" not in page
    client.force_login(wang)
    for name in (LIST, "paper_export", "paper_print", "series_edit"):
        answer = client.get(reverse(name)) if name in (LIST, "series_edit") else client.post(reverse(name))
        assert answer.status_code == 403


@pytest.mark.parametrize("who", ["wang", "sysadmin", "auditor"])
def test_a_paper_does_not_open_outside_its_owners_scope(
    issue: Issue, client: Client, request: pytest.FixtureRequest, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("paper_pdf", args=[issue().pk])).status_code == 404


def test_a_paper_opens_for_the_office_and_leaves_a_trace(issue: Issue, client: Client, lin: User) -> None:
    paper = issue()
    client.force_login(lin)
    answer = client.get(reverse("paper_pdf", args=[paper.pk]))
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert AuditEntry.objects.filter(act="打开公文", subject=str(paper)).exists()


def test_page_export_and_print_answer_one_filter(issue: Issue, client: Client, lin: User) -> None:
    issue(), issue(PaperKind.MATTER, "关于险情的报告")
    client.force_login(lin)
    asked = f"?{'kind=matter'}"
    page = client.get(reverse(LIST) + asked).text
    assert ("关于险情的报告" in page, "会议纪要</a>" in page) == (True, False)
    sheet = openpyxl.load_workbook(BytesIO(client.post(reverse("paper_export") + asked).content)).active
    assert [row[0] for row in sheet.values if row[0]][-1] == "渡以工代赈办报〔2026〕1号"
    assert "没有符合条件的公文" in client.get(f"{reverse(LIST)}?q=没有").text


def test_an_empty_register_says_what_will_stand_there(client: Client, lin: User) -> None:
    client.force_login(lin)
    assert "还没有印发公文" in client.get(reverse(LIST)).text


def test_the_register_costs_the_same_for_2_and_20(issue: Issue, client: Client, lin: User) -> None:
    client.force_login(lin)
    issue(), issue()
    client.get(reverse(LIST))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(LIST))
    first = IssuedPaper.objects.order_by("pk").first()
    assert first
    for number in range(3, 21):
        first.pk, first.number, first.document_number = None, number, f"渡以工代赈办纪〔2026〕{number}号"
        first.save()
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(LIST))
    assert len(many) == len(few)


def test_a_new_prefix_holds_for_later_papers_alone(issue: Issue, client: Client, lin: User) -> None:
    before = issue()
    client.force_login(lin)
    said = dict(PaperSeries.objects.values_list("kind", "prefix")) | {"minutes": "渡以赈办纪"}
    assert client.post(reverse("series_edit"), said).status_code == 302
    before.refresh_from_db()
    assert (before.document_number, issue().document_number) == ("渡以工代赈办纪〔2026〕1号", "渡以赈办纪〔2026〕2号")


def test_a_refused_prefix_keeps_what_was_typed_and_says_all(issue: Issue, client: Client, lin: User) -> None:
    client.force_login(lin)
    said = dict(PaperSeries.objects.values_list("kind", "prefix")) | {"minutes": "", "matter": "渡办〔2026〕"}
    answer = client.post(reverse("series_edit"), said)
    assert answer.status_code == 422
    assert 'value="渡办〔2026〕"' in answer.text
    for sentence in ("会议纪要的发文代字还没有填", "重大事项报告的发文代字只写代字"):
        assert sentence in answer.text
    assert prefix_of(PaperKind.MATTER) == "渡以工代赈办报"


def test_a_prefix_is_the_office_admins_to_change(issue: Issue, leader: User) -> None:
    with pytest.raises(NotAllowed, match="办公室管理员"):
        change_series(prefixes={"minutes": "渡"}, by=leader, at=AT)


def test_every_kind_of_paper_says_whose_it_is() -> None:
    assert set(OWNERS) == set(PaperKind)
