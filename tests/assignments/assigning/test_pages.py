"""The pages of tasks: who gets in, what a refusal keeps, and that a long list costs no more than a short one."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assignments.assigning.waiting import waiting_for
from assignments.mandates.actions import register_mandate
from assignments.models import Assignment, AssignmentState, Mandate
from assignments.reports.actions import file_report
from tests.assignments.assigning.conftest import DAY, Give, duty, first, moment, unit
from tests.assignments.assigning.test_mandates import VALUES
from units.models import User

pytestmark = pytest.mark.usefixtures("reference")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(moment(11, 24), tick=False):
        yield


def post(client: Client, name: str, *args: Any, **said: Any) -> Any:
    return client.post(reverse(name, args=args), said)


def test_administrators_see_no_tasks_and_the_duties_without_them(sysadmin: User, client: Client, give: Give) -> None:
    task = give()
    client.force_login(sysadmin)
    for name, args in (
        ("assignment_list", []),
        ("matrix_page", []),
        ("mandate_list", []),
        ("assignment_detail", [task.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 403, name
    assert reverse("assignment_detail", args=[task.pk]) not in client.get(reverse("duty_list")).text


def test_what_would_be_refused_for_open_work_is_not_offered(lin: User, he: User, client: Client, give: Give) -> None:
    mandate = register_mandate(values=VALUES, files=[], by=he, at=moment(11, 3))
    task = give(origin=mandate)
    client.force_login(lin)
    page = client.get(reverse("assignment_detail", args=[task.pk]))
    assert "这些报告办理完才能办结任务" in page.text
    assert [move.act for move in page.context["moves"]] == ["cancel"]
    asked = client.get(reverse("mandate_detail", args=[mandate.pk]))
    assert (asked.context["reply"], "请先办结或撤销，再登记办理结果" in asked.text) == (None, True)


def test_a_unit_reads_what_is_issued_and_its_own_reports(zhao: User, wang: User, client: Client, give: Give) -> None:
    task, draft = give(), give(issue=False)
    report = reverse("assignment_report", args=[first(task).pk])
    client.force_login(zhao)
    assert client.get(reverse("assignment_detail", args=[task.pk])).status_code == 200
    assert client.get(reverse("assignment_detail", args=[draft.pk])).status_code == 404
    assert client.get(report).status_code == 404
    for name in ("assignment_new", "assignment_break"):
        assert client.get(reverse(name)).status_code == 403
    client.force_login(wang)
    assert "报送" in client.get(report).text


def test_the_year_is_broken_down_and_issued_from_the_pages(lin: User, he: User, client: Client) -> None:
    client.force_login(he)
    address = f"{reverse('assignment_break')}?year=2026&duty={duty(26).pk}"
    assert "8项待拟订" in client.get(address).text
    assert client.post(address).status_code == 302
    again = client.post(address)
    assert (again.status_code, "没有缺的" in again.text) == (422, True)
    assert "全部下达" not in client.get(reverse("assignment_list")).text
    client.force_login(lin)
    assert "全部下达8项" in client.get(reverse("assignment_list")).text
    post(client, "assignment_issue_all", year="2026")
    assert Assignment.objects.filter(state=AssignmentState.ISSUED).count() == 8
    page = client.get(reverse("duty_list"), {"q": "三（八）"}).text
    assert f'href="{reverse("talk_list")}">政策宣讲' in page
    assert page.count("下次报告2027-01-11") == 16  # the pill and its title, for eight townships


def test_a_refused_draft_keeps_what_was_typed(he: User, client: Client) -> None:
    client.force_login(he)
    said = {
        "duty": duty(26).pk, "title": "宣讲两场", "lead": unit("建胜镇").pk, "supports": [unit("建胜镇").pk],
        "cadence": "once", "starts_on": "2026-12-02", "due_on": "2026-12-01", "measure": "", "target": "3",
    }  # fmt: skip
    answer = post(client, "assignment_new", **said)
    assert answer.status_code == 422
    for sentence in ("办结期限不能早于起始日期", "应同时填写", "不能同时是配合单位", "宣讲两场"):
        assert sentence in answer.text
    assert (
        post(client, "assignment_new", **{**said, "due_on": "2026-12-05", "supports": [], "target": ""}).status_code
        == 302
    )


def test_a_measured_target_is_typed_in_its_printed_unit(he: User, trained: None, client: Client, give: Give) -> None:
    draft = give(issue=False, measure="rate", target=9_000)
    client.force_login(he)
    address = reverse("assignment_edit", args=[draft.pk])
    assert 'value="90.00"' in client.get(address).text
    said = {
        "title": draft.title, "lead": draft.lead_id, "cadence": "once", "starts_on": draft.starts_on,
        "due_on": draft.due_on, "measure": "rate", "target": "92.5", "version": draft.version,
    }  # fmt: skip
    assert client.post(address, said).status_code == 302
    draft.refresh_from_db()
    assert draft.target == 9_250
    stale = client.post(address, said)
    assert (stale.status_code, "刚被别人办理过" in stale.text) == (422, True)


def test_a_move_is_refused_with_its_sentence_and_keeps_the_reason(lin: User, client: Client, give: Give) -> None:
    task = give()
    client.force_login(lin)
    refused = post(
        client, "assignment_move", task.pk, act="extend", version=task.version, due_on="2026-11-01", reason="等第二场"
    )
    assert refused.status_code == 422
    assert "不能早于今天" in refused.text
    assert "等第二场" in refused.text
    assert post(client, "assignment_move", task.pk, act="extend", version=task.version, due_on="x").status_code == 422
    assert (
        post(client, "assignment_move", task.pk, act="cancel", version=task.version, reason="不办").status_code == 302
    )
    task.refresh_from_db()
    assert task.state == AssignmentState.CANCELLED


def test_a_report_is_filed_and_judged_from_its_page(
    lin: User, he: User, wang: User, client: Client, trained: None, give: Give
) -> None:
    report = first(give(measure="rate", target=4_000))
    address = reverse("assignment_report", args=[report.pk])
    client.force_login(wang)
    assert "43.00%（建胜镇，2026年10月定稿）" in client.get(address).text
    assert client.post(address, {"text": " ", "version": report.version}).status_code == 422
    assert client.post(address, {"text": "办了两场", "version": report.version}).status_code == 302
    assert post(client, "assignment_report_move", report.pk, act="accept", version=2).status_code == 422
    client.force_login(he)
    refused = post(client, "assignment_report_move", report.pk, act="return", version=2, reason="")
    assert (refused.status_code, "请写明原因" in refused.text) == (422, True)
    client.force_login(lin)
    assert post(client, "assignment_report_move", report.pk, act="accept", version=2).status_code == 302
    assert "已认可" in client.get(reverse("assignment_detail", args=[report.assignment_id])).text


def test_a_draft_is_deleted_and_the_rule_set_from_the_pages(lin: User, wang: User, client: Client, give: Give) -> None:
    draft = give(issue=False)
    client.force_login(wang)
    assert post(client, "assignment_rule", soon_days="3").status_code == 403
    client.force_login(lin)
    days = {"month_day": "8", "quarter_day": "12", "return_days": "2", "soon_days": "3"}
    assert post(client, "assignment_rule", starts_on="2026-11-23", **days).status_code == 422
    assert post(client, "assignment_rule", starts_on="2026-11-24", **days).status_code == 302
    assert "3个工作日内" in client.get(reverse("assignment_list")).text
    assert post(client, "assignment_delete", draft.pk).status_code == 302
    assert not Assignment.objects.exists()


def test_a_mandate_goes_from_its_registration_to_its_outcome(lin: User, he: User, wang: User, client: Client) -> None:
    client.force_login(wang)
    assert client.get(reverse("mandate_new")).status_code == 403
    client.force_login(he)
    assert "还没有交办事项" in client.get(reverse("mandate_list")).text
    assert post(client, "mandate_new", **VALUES | {"due_on": "2026-11-01"}).status_code == 422
    assert post(client, "mandate_new", **VALUES).status_code == 302
    mandate = Mandate.objects.get()
    new = f"{reverse('assignment_new')}?mandate={mandate.pk}"
    assert mandate.demand in client.get(new).text
    said = {"title": "摸清", "lead": unit("建胜镇").pk, "cadence": "once", "starts_on": DAY, "due_on": "2026-12-01"}
    assert client.post(new, said).status_code == 302
    client.force_login(lin)
    refused = post(client, "mandate_reply", mandate.pk, replied_on="2026-11-24", reply="两镇已报")
    assert refused.status_code == 422
    assert "建胜镇" in refused.text
    assert "两镇已报" in refused.text
    Assignment.objects.get().steps.all().delete()
    Assignment.objects.all().delete()
    assert post(client, "mandate_reply", mandate.pk, replied_on="2026-11-24", reply="两镇已报").status_code == 302
    assert post(client, "mandate_reply_back", mandate.pk, reason="").status_code == 422
    assert post(client, "mandate_reply_back", mandate.pk, reason="填错").status_code == 302
    assert client.get(reverse("mandate_edit", args=[mandate.pk])).status_code == 200
    assert post(client, "mandate_attach", mandate.pk).status_code == 422


@pytest.mark.parametrize("name", ["assignment_list", "matrix_page", "duty_list", "assignment_break"])
def test_many_tasks_cost_no_more_queries_than_few(name: str, lin: User, client: Client, give: Give) -> None:
    client.force_login(lin)
    for number in range(2):
        give(title=f"第{number}项", supports=[unit("区财政局")])
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(name))
    for number in range(8):
        give(title=f"又{number}项", lead=unit("八桥镇"), supports=[unit("区财政局"), unit("区教委")])
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(name))
    assert len(many) == len(few)


def test_the_list_is_filtered_and_taken_out(wang: User, client: Client, give: Give) -> None:
    give(due_on=moment(11, 20).date(), at=moment(11, 3))
    give(title="别处", lead=unit("八桥镇"))
    client.force_login(wang)
    red = client.get(reverse("assignment_list"), {"lamp": "red", "year": "2026"})
    assert [one.title for one, _, _ in red.context["rows"]] == ["开展政策宣讲"]
    answer: Any = client.post(f"{reverse('assignment_export')}?unit={unit('八桥镇').pk}")
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert "单位＝八桥镇" in str(rows[1][0])
    assert rows[-1][2] == "别处"
    assert "没有符合条件" in client.get(reverse("matrix_page"), {"lamp": "grey"}).text
    assert client.get(reverse("matrix_page"), {"year": "x", "unit": "y"}).status_code == 200


def test_what_waits_is_told_to_whom_it_waits_for(lin: User, he: User, wang: User, zhao: User, give: Give) -> None:
    give(due_on=moment(11, 20).date())
    give(due_on=moment(11, 25).date())
    give(issue=False)
    file_report(report=first(give()), text="办了", by=wang, at=moment(11, 10))
    told = {
        user.username: [(one.label, one.number) for one in waiting_for(user, on=DAY)] for user in (lin, he, wang, zhao)
    }
    assert told == {
        "lin": [("任务报告待认可", 1), ("任务待下达", 1)],
        "he": [],
        "wang": [("任务报告逾期未报", 1), ("任务报告临期待报", 1)],
        "zhao": [],
    }
