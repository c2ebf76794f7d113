"""首页: what waits for each person, and what a leader reads first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dispatch.closing import close_period
from dispatch.models import Bulletin, BulletinState, FigureRevision, JobRun, JobState
from projects.models import FieldReturn, Period, ProgressFiling
from tests.yidaizhen.months import AT, TODAY, filed, listed, october
from units.models import User
from yidaizhen.home import home_page
from yidaizhen.home.desk import SHOWN, Desk

WAN = 1_000_000
STATES = ["draft", "reviewing", "submitted", "returned", "accepted"]


@pytest.fixture(autouse=True)
def _stopped_clock() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def cast(chen_filer: User, chen_reviewer: User, lin: User) -> dict[str, User]:
    return {"filer": chen_filer, "reviewer": chen_reviewer, "office": lin}


@pytest.fixture
def month(cast: dict[str, User]) -> None:
    """Six projects of one department: one in each state and one of which nothing was filed."""
    projects = listed(6)
    october()
    for project, state in zip(projects, STATES, strict=False):
        filed(project, state, **cast)


def desk_of(user: User) -> Desk:
    made = home_page(user, on=TODAY)["desk"]
    assert isinstance(made, Desk)
    return made


def names(part: Any) -> list[str]:
    return [row.project.name for row in part.rows]


def test_a_filer_sees_what_was_returned_with_its_field_and_what_is_still_to_be_filed(
    month: None, chen_filer: User
) -> None:
    desk = desk_of(chen_filer)
    assert names(desk.returned) == ["演示项目4"]
    assert desk.returned.rows[0].returns == [("本年累计已吸纳就业人数（人）", "与发放表人数不符")]
    assert names(desk.to_file) == ["演示项目1", "演示项目6"]
    assert [row.state for row in desk.to_file.rows] == ["草稿", "未填报"]
    assert names(desk.followed) == ["演示项目2", "演示项目3"]
    assert desk.to_submit.rows == desk.to_accept.rows == []


def test_a_reviewer_sees_what_waits_for_the_second_pair_of_eyes(month: None, chen_reviewer: User) -> None:
    desk = desk_of(chen_reviewer)
    assert [part.title for part in desk.mine] == ["待审核报送"]
    assert names(desk.to_submit) == ["演示项目2"]


def test_the_office_sees_what_waits_for_acceptance_and_which_unit_owes_what(month: None, lin: User) -> None:
    page = home_page(lin, on=TODAY)
    assert names(page["desk"].to_accept) == ["演示项目3"]
    assert page["desk"].followed.rows == []
    [owed] = page["missing"]
    assert owed.total == 5
    [row] = owed.rows
    assert dict(zip(owed.headings, row.counts, strict=True)) == {
        "未填报": 1,
        "草稿": 1,
        "单位审核中": 1,
        "已报送，待办公室审核": 1,
        "已退回": 1,
    }
    assert (row.unit, row.total, owed.sums) == ("区农业农村委", 5, [1, 1, 1, 1, 1])


def test_a_township_follows_its_territory_and_cannot_file_for_the_department(month: None, wang: User) -> None:
    desk = desk_of(wang)
    assert desk.mine == []
    assert len(desk.followed.rows) == 5
    assert not any("new" in row.url or "edit" in row.url for row in desk.followed.rows)


def test_another_township_sees_nothing_of_it(month: None, zhao: User) -> None:
    desk = desk_of(zhao)
    assert desk.parts == []
    assert desk.is_clear


@pytest.mark.parametrize(
    ("days", "said", "tone", "late"),
    [
        (-2, "还有 4 天", "neutral", 0),
        (0, "还有 2 天", "warn", 0),
        (2, "今天截止", "warn", 0),
        (7, "逾期 5 天", "bad", 3),
    ],
)
def test_the_days_left_are_counted_to_the_due_day(
    month: None, chen_filer: User, days: int, said: str, tone: str, late: int
) -> None:
    desk = home_page(chen_filer, on=TODAY + timedelta(days=days))["desk"]
    row = desk.to_file.rows[0]
    assert (row.due, row.tone, desk.late) == (said, tone, late)


def test_a_closed_month_asks_nothing_of_anybody(month: None, chen_filer: User, lin: User) -> None:
    close_period(period=october(), by=lin, at=AT, waive_all="演示")
    assert desk_of(chen_filer).is_clear
    assert home_page(lin, on=TODAY)["missing"] == []


def test_a_long_list_is_cut_and_says_how_many_more(cast: dict[str, User]) -> None:
    listed(SHOWN + 3)
    october()
    part = desk_of(cast["filer"]).to_file
    assert (len(part.shown), part.hidden) == (SHOWN, 3)


def issued(lin: User) -> Bulletin:
    revision = close_period(period=october(), by=lin, at=AT, waive_all="演示")
    return Bulletin.objects.create(
        period=october(), revision=revision, state=BulletinState.ISSUED, problems="无", next_steps="无",
        year=2026, number=1, document_number="渡以工代赈办〔2026〕1号", signer="林", issued_on=TODAY, html="x",
        pdf_sha256="x", created_at=AT, created_by=lin, issued_at=AT, issued_by=lin,
    )  # fmt: skip


def test_the_leader_reads_lamps_six_figures_and_three_charts(month: None, lin: User, leader: User) -> None:
    report = issued(lin)
    page = home_page(leader, on=TODAY)
    assert page["report"] == report
    assert page["desk"] is page["overview"] is None
    view = page["leading"]
    assert [tile.figure.definition.key for tile in view.tiles] == [
        "projects", "invested_fen", "completion_rate", "workers_year", "remuneration_year_fen", "remuneration_share",
    ]  # fmt: skip
    assert [tile.figure.text for tile in view.tiles[:3]] == ["6", "90.00", "15.0%"]
    assert view.tiles[5].figure.text == "—"
    assert [len(one.units) for one in view.lit] == [1, 0, 0]
    assert len(view.charts) == 3
    assert view.reports == [report]
    assert (view.lagging_count, view.unfiled_count) == (0, 5)


def test_the_leaders_charts_follow_the_months_of_the_year(month: None, lin: User, leader: User) -> None:
    report = issued(lin)
    september = Period.objects.create(month=date(2026, 9, 1), due_on=date(2026, 10, 8), closed_at=AT, closed_by=lin)
    before = FigureRevision.objects.create(period=september, number=0, reason="关账定稿", frozen_at=AT, frozen_by=lin)
    for row in report.revision.figures.all():
        row.pk, row.revision, row.invested_fen = None, before, 30 * WAN if row.invested_fen else None
        row.save(force_insert=True)
    _, completion, paid = home_page(leader, on=TODAY)["leading"].charts
    assert completion.label == "9月5.0%；10月15.0%"
    assert paid.label == "9月0.00万元；10月0.00万元"


def test_a_draft_report_is_not_shown_to_the_leader(month: None, lin: User, leader: User) -> None:
    revision = close_period(period=october(), by=lin, at=AT, waive_all="演示")
    Bulletin.objects.create(
        period=october(), revision=revision, problems="无", next_steps="无", created_at=AT, created_by=lin
    )
    page = home_page(leader, on=TODAY)
    assert page["report"] is None
    assert page["leading"] is None


def test_the_three_administrators_see_the_trail_or_the_jobs_and_no_filings(
    month: None, sysadmin: User, auditor: User, security: User
) -> None:
    failed = {"state": JobState.FAILED, "failure": "缺少字体", "queued_at": AT, "ended_at": AT}
    JobRun.objects.create(kind="pdf", key="1", title="生成报告", **failed)
    for user in (sysadmin, auditor, security):
        page = home_page(user, on=TODAY)
        assert page["desk"] is page["report"] is page["overview"] is page["missing"] is None
    assert [job.failure for job in home_page(sysadmin, on=TODAY)["jobs"]] == ["缺少字体"]
    assert home_page(sysadmin, on=TODAY)["trail"] is None
    assert home_page(auditor, on=TODAY)["jobs"] is None
    assert len(home_page(auditor, on=TODAY)["trail"]) == 10


@pytest.mark.parametrize(
    "who", ["chen_filer", "chen_reviewer", "lin", "wang", "zhao", "leader", "sysadmin", "security", "auditor"]
)
def test_everybody_has_a_first_page(month: None, request: pytest.FixtureRequest, client: Client, who: str) -> None:
    client.force_login(request.getfixturevalue(who))
    answer = client.get("/")
    assert answer.status_code == 200
    assert "今天是2026年11月3日" in answer.content.decode()


def test_a_person_without_a_role_is_told_whom_to_ask(reference: None, client: Client) -> None:
    client.force_login(User.objects.create_user("nobody", "x", name="新人", must_change_password=False))
    assert "您还没有被授予角色" in client.get("/").content.decode()


def test_what_was_returned_stands_on_the_page_with_its_reason(month: None, chen_filer: User, client: Client) -> None:
    client.force_login(chen_filer)
    page = client.get("/").content.decode()
    assert "本年累计已吸纳就业人数（人）：与发放表人数不符" in page


@pytest.mark.parametrize("who", ["filer", "reviewer", "office", "leader"])
def test_the_first_page_costs_the_same_for_2_and_20_projects_in_each_state(
    cast: dict[str, User], leader: User, client: Client, who: str
) -> None:
    october()
    client.force_login({**cast, "leader": leader}[who])
    for number, project in enumerate(listed(10)):
        filed(project, STATES[number % len(STATES)], **cast)
    few = _queries(client)
    _many_more(cast["filer"])
    assert _queries(client) == few


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/").status_code == 200
    return len(queries)


def _many_more(filer: User) -> None:
    filings = ProgressFiling.objects.bulk_create(
        ProgressFiling(project=project, period=october(), state=STATES[number % 5], filed_by=filer, filed_at=AT)
        for number, project in enumerate(listed(90, first=11))
    )
    FieldReturn.objects.bulk_create(
        FieldReturn(filing=filing, field="look", reason="请核对", returned_at=AT, returned_by=filer)
        for filing in filings
        if filing.state == "returned"
    )
