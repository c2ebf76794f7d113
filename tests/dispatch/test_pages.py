"""Pages of dispatch: who sees what, nothing typed is lost, each list asks the same whatever its length."""

import re

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dispatch import issuing
from dispatch.bulletins import draft_bulletin, save_narrative
from dispatch.definitions import DEFINITIONS
from dispatch.figures import FigureBook
from dispatch.gaps import gaps
from dispatch.issuing import issue_bulletin
from dispatch.models import Bulletin, JobRun
from dispatch.month_pages import closed_month
from dispatch.previewing import preview_path
from dispatch.rows_behind import rows_behind
from projects.models import FilingState, Period
from units.models import AuditEntry, IssuingOffice


@pytest.fixture
def draft(closed, lin, at):
    return draft_bulletin(period=closed.period, by=lin, at=at)


@pytest.fixture
def issued(draft, sign, lin, at, monkeypatch):
    monkeypatch.setattr(issuing, "render_pdf", lambda html: b"%PDF-1.7")
    return issue_bulletin(bulletin=sign(draft), by=lin, at=at, progress=lambda percent, step: None)


@pytest.fixture
def people(lin, leader, chen_filer, zhao, sysadmin, auditor):
    return {"lin": lin, "leader": leader, "chen": chen_filer, "zhao": zhao, "sysadmin": sysadmin, "auditor": auditor}


EVERYBODY = ["lin", "leader", "chen", "zhao", "sysadmin", "auditor"]
OPEN = {
    "/periods/": [200, 200, 200, 200, 403, 403],
    "/periods/2026-10/": [200, 200, 200, 200, 403, 403],
    "/periods/2026-10/close/": [302, 403, 403, 403, 403, 403],
    "/bulletins/": [200, 200, 200, 200, 200, 200],
    "/bulletins/{draft}/": [200, 404, 404, 404, 404, 404],
    "/bulletins/{draft}/edit/": [200, 403, 403, 403, 403, 403],
    "/bulletins/{draft}/preview/": [302, 403, 403, 403, 403, 403],
    "/bulletins/{draft}/sign/": [302, 404, 404, 404, 404, 404],
    "/bulletins/{draft}/compare/?from={edit}": [200, 403, 403, 403, 403, 403],
    "/bulletins/{draft}/issue/": [302, 403, 403, 403, 403, 403],
    "/bulletins/{draft}/pdf/": [404, 404, 404, 404, 404, 404],
    "/bulletins/office/": [200, 403, 403, 403, 403, 403],
    "/figures/{revision}/total/completion_rate/": [200, 200, 404, 404, 404, 404],
    "/figures/{row}/correct/": [200, 403, 403, 403, 403, 403],
    "/verify/": [200, 200, 200, 200, 403, 403],
    "/outputs/": [200, 200, 403, 403, 200, 403],
    "/jobs/": [200, 200, 200, 200, 200, 200],
    "/jobs/{job}/": [200, 404, 404, 404, 200, 404],
    "/jobs/{job}/status/": [200, 404, 404, 404, 200, 404],
}


@pytest.mark.parametrize("address", OPEN)
def test_a_closed_month_not_yet_reported_is_the_office_and_leaders(address, people, draft, closed, client, at):
    job = JobRun.objects.create(kind="preview_bulletin", key="1", title="预览", queued_at=at, queued_by=people["lin"])
    row = closed.figures.order_by("pk")[0]
    path = address.format(draft=draft.pk, revision=closed.pk, row=row.pk, job=job.pk, edit=draft.edits.get().pk)
    answers = []
    for person in EVERYBODY:
        client.force_login(people[person])
        answers.append(client.get(path).status_code)
    assert answers == OPEN[address]


PUBLISHED = {
    "/bulletins/{issued}/": [200, 200, 200, 200, 404, 404],
    "/bulletins/{issued}/pdf/": [200, 200, 200, 200, 404, 404],
    "/bulletins/{issued}/xlsx/": [200, 200, 200, 200, 404, 404],
    "/figures/{revision}/total/completion_rate/": [200, 200, 200, 200, 404, 404],
}


@pytest.mark.parametrize("address", PUBLISHED)
def test_an_issued_report_is_read_by_leaders_and_member_units(address, people, issued, client):
    path = address.format(issued=issued.pk, revision=issued.revision_id)
    answers = []
    for person in EVERYBODY:
        client.force_login(people[person])
        answers.append(client.get(path).status_code)
    assert answers == PUBLISHED[address]


POSTS = ["/periods/2026-10/close/", "/periods/2026-10/draft/", "/bulletins/{draft}/edit/", "/bulletins/{draft}/issue/"]


@pytest.mark.parametrize("address", POSTS)
@pytest.mark.parametrize("person", ["leader", "chen", "sysadmin"])
def test_strangers_change_nothing_by_posting(address, person, people, draft, client):
    client.force_login(people[person])
    answer = client.post(address.format(draft=draft.pk), {"problems": "改", "next_steps": "改", "version": 0})
    assert answer.status_code in (302, 403)
    assert Bulletin.objects.get().version == 0
    assert not JobRun.objects.exists()


def test_a_visitor_is_sent_to_sign_in(draft, client):
    for name, args in [("period_list", []), ("bulletin_detail", [draft.pk]), ("job_list", [])]:
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 302
        assert answer.url.startswith("/login/")


def test_a_unit_sees_its_own_projects_of_an_open_month(plan, october, zhao, wang, client):
    plan("建胜的路")
    for person, there in ((wang, True), (zhao, False)):
        client.force_login(person)
        assert ("建胜的路" in client.get("/periods/2026-10/").content.decode()) is there


def test_before_the_report_a_unit_sees_its_own_frozen_rows_alone(closed, chen_filer, client):
    client.force_login(chen_filer)
    page = client.get("/periods/2026-10/").content.decode()
    assert "道路" in page
    assert "管网" not in page
    assert "分领域进展情况" not in page


def test_pages_of_frozen_projects_and_of_the_rows_behind_a_figure_sum_over_all(closed, lin):
    def second(rows):
        return Paginator(rows, 1).get_page(2)

    shown = closed_month(lin, closed.period, second)
    whole = FigureBook(closed)
    assert [str(row[1]) for row in shown["detail"].rows] == [whole.projects[1].name]
    assert str(shown["detail"].total[4]) == whole.total.value("plan_fen").text
    told = rows_behind(lin, whole.total, DEFINITIONS["plan_fen"], second)
    assert [line.row for line in told["rows"]] == [whole.rows[1]]
    assert told["value"].numerator == sum(row.plan_fen for row in whole.rows)


def test_the_close_page_lists_gaps_and_keeps_what_was_typed(plan, file, october, lin, client):
    file(plan("道路"), state=FilingState.RETURNED)
    plan("管网")
    client.force_login(lin)
    first, second = gaps(october)
    page = client.get("/periods/2026-10/close/").content.decode()
    assert "已退回" in page
    assert "未填报" in page
    answer = client.post("/periods/2026-10/close/", {first.key: "停工整改", second.key: "", "waive_all": ""})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "停工整改" in page
    assert "请补齐或写明豁免原因" in page
    assert Period.objects.get().is_open
    answer = client.post("/periods/2026-10/close/", {first.key: "停工整改", second.key: "已催报"}, follow=True)
    page = answer.content.decode()
    assert "已关账，定稿 2 个项目" in page
    assert "停工整改" in page


def test_a_month_without_a_list_says_what_to_do_first(october, lin, client):
    client.force_login(lin)
    assert "请先导入年度清单" in client.post("/periods/2026-10/close/", {}).content.decode()


def test_an_unknown_month_is_not_found(reference, lin, client):
    client.force_login(lin)
    for key in ("2026-13", "abc", "2031-01"):
        assert client.get(f"/periods/{key}/").status_code == 404


def test_a_stale_edit_keeps_the_typed_text_and_can_then_be_saved(draft, lin, client, at):
    client.force_login(lin)
    save_narrative(bulletin=draft, problems="别人的", next_steps="别人的", version=0, by=lin, at=at)
    typed = {"problems": "我的", "next_steps": "我的", "version": 0}
    page = client.post(f"/bulletins/{draft.pk}/edit/", typed).content.decode()
    assert "没有覆盖" in page
    assert "我的" in page
    assert 'name="version" value="1"' in page
    assert client.post(f"/bulletins/{draft.pk}/edit/", typed | {"version": 1}).status_code == 302
    assert Bulletin.objects.get().problems == "我的"


def test_an_earlier_wording_and_the_suggestion_can_be_taken_back(draft, lin, client, at):
    client.force_login(lin)
    first = draft.edits.get()
    save_narrative(bulletin=draft, problems="短", next_steps="短", version=0, by=lin, at=at)
    for query in (f"from={first.pk}", "suggest=1"):
        page = client.get(f"/bulletins/{draft.pk}/edit/?{query}")
        assert page.context["form"].initial["problems"] == first.problems
    assert Bulletin.objects.get().problems == "短"


def test_issuing_and_previewing_queue_one_job_each(draft, sign, lin, client):
    client.force_login(lin)
    sign(draft)
    for name in ("issue", "issue", "preview"):
        answer = client.post(f"/bulletins/{draft.pk}/{name}/")
        assert answer.status_code == 302
        assert answer.url.startswith("/jobs/")
    assert sorted(JobRun.objects.values_list("kind", flat=True)) == ["issue_bulletin", "preview_bulletin"]
    assert "1号" in client.get(f"/bulletins/{draft.pk}/issue/").content.decode()


def test_a_preview_is_of_the_wording_as_it_stands(draft, lin, client, at):
    client.force_login(lin)
    path = preview_path(draft)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-draft")
    assert client.get(f"/bulletins/{draft.pk}/preview/").content == b"%PDF-draft"
    save_narrative(bulletin=draft, problems="改", next_steps="改", version=0, by=lin, at=at)
    assert client.get(f"/bulletins/{draft.pk}/preview/").status_code == 302
    path.unlink()


def test_downloads_leave_a_trace_and_carry_a_chinese_name(issued, leader, client):
    client.force_login(leader)
    answer = client.get(f"/bulletins/{issued.pk}/xlsx/")
    assert "attachment" in answer["Content-Disposition"]
    assert "filename*=utf-8''2026%E5%B9%B410%E6%9C%88" in answer["Content-Disposition"]
    assert AuditEntry.objects.get(act="下载报告").by == leader


def test_a_figure_shows_definition_arithmetic_and_provenance(closed_samples, lin, client):
    client.force_login(lin)
    page = client.get(f"/figures/{closed_samples.pk}/total/remuneration_year_fen/").content.decode()
    for part in ("月报填报数", "汇总填报（代填）", "部分有明细（代填）", "有明细（代填）", "/rolls/", "758.34万元"):
        assert part in page
    page = client.get(f"/figures/{closed_samples.pk}/total/lead/").content.decode()
    assert "82827.14万元÷111220.00万元" in page
    page = client.get(f"/figures/{closed_samples.pk}/total/heads_distinct/").content.decode()
    assert "各项目合计 106人，按身份证号去重后 104人" in page
    for wrong in ("total/nothing/", "unit/completion_rate/?key=zz", "moon/completion_rate/"):
        assert client.get(f"/figures/{closed_samples.pk}/{wrong}").status_code == 404


def test_a_unit_may_open_only_its_own_filings_and_rolls_behind_a_figure(issued, zhao, wang, client):
    for person, there in ((wang, True), (zhao, False)):
        client.force_login(person)
        page = client.get(f"/figures/{issued.revision_id}/total/workers_year/").content.decode()
        assert bool(re.search(r'href="/filings/\d+', page)) is there


def test_the_issuing_office_is_the_offices_own_and_audited(reference, lin, client):
    client.force_login(lin)
    form = client.get("/bulletins/office/").context["form"]
    values = {name: form[name].value() for name in form.fields}
    assert client.post("/bulletins/office/", values | {"signer": "林岚"}).status_code == 302
    assert IssuingOffice.objects.get().signer == "林岚"
    assert "林岚" in str(AuditEntry.objects.get(act="修改发文机关").detail)
    assert client.post("/bulletins/office/", values | {"signer": ""}).status_code == 200


def test_empty_lists_say_what_comes_next(reference, lin, client):
    client.force_login(lin)
    assert "还没有调度期" in client.get("/periods/").content.decode()
    assert "还没有调度报告" in client.get("/bulletins/").content.decode()
    assert "没有任务" in client.get("/jobs/").content.decode()


def queries(client, address):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_an_open_month_costs_the_same_for_two_projects_and_twenty(plan, file, october, lin, client):
    client.force_login(lin)
    file(plan("一"), invested_new_fen=1)
    plan("二")
    client.get("/periods/2026-10/")
    few = queries(client, "/periods/2026-10/")
    for number in range(18):
        file(plan(f"项目{number}"), invested_new_fen=1)
    assert queries(client, "/periods/2026-10/") == few


def test_lists_cost_the_same_for_two_rows_and_twenty(closed, lin, client, at):
    client.force_login(lin)
    costs = []
    for size in (2, 20):
        for number in range(JobRun.objects.count(), size):
            JobRun.objects.create(kind="x", key=str(number), title="任务", queued_at=at, queued_by=lin)
        for number in range(Period.objects.count(), size):
            month = at.date().replace(year=2020 + number // 12, month=number % 12 + 1, day=1)
            period = Period.objects.create(month=month, due_on=at.date(), closed_at=at, closed_by=lin)
            Bulletin.objects.create(
                period=period, revision=closed, problems="无", next_steps="无", created_at=at, created_by=lin
            )
        client.get("/jobs/")
        costs.append([queries(client, address) for address in ("/jobs/", "/periods/", "/bulletins/")])
    assert costs[0] == costs[1]


def test_a_report_and_its_figures_cost_the_same_for_two_projects_and_twelve(closed, lin, client, at):
    draft = draft_bulletin(period=closed.period, by=lin, at=at)
    client.force_login(lin)
    addresses = [f"/bulletins/{draft.pk}/", f"/figures/{closed.pk}/total/workers_year/", "/periods/2026-10/"]
    client.get(addresses[0])
    few = [queries(client, address) for address in addresses]
    row = closed.figures.get(project_name="管网")
    for number in range(10):
        row.pk, row.project_code = None, f"x{number}"
        row.project = type(row.project).objects.create(
            code=f"x{number}", **{name: getattr(row.project, name) for name in COPIED_FROM_PROJECT}
        )
        row._state.adding = True
        row.save()
    assert [queries(client, address) for address in addresses] == few


COPIED_FROM_PROJECT = [
    "name", "sector", "kind", "nature", "township", "site", "content", "total_fen", "stage", "owner_name", "department",
]  # fmt: skip
