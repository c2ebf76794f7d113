"""后台任务: what runs, what waits, filters, retry from the list; the same queries for two jobs and for twenty."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dispatch import alert_jobs
from dispatch.job_kinds import PREVIEW
from dispatch.models import Heartbeat, JobRun, JobState
from dispatch.pulse import SCHEDULER, WORKER


@pytest.fixture
def make(at):
    def one(key, *, kind=PREVIEW, state=JobState.DONE, ago=timedelta(0), **fields):
        times = {"queued_at": at - ago, "started_at": at - ago, "beat_at": at}
        if state in (JobState.DONE, JobState.FAILED):
            times["ended_at"] = at - ago + timedelta(seconds=75)
        return JobRun.objects.create(kind=kind, key=key, title=f"任务{key}", state=state, **times, **fields)

    return one


@pytest.fixture
def now(at, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    return at


def listed(answer):
    return [row["job"].key for row in answer.context["rows"]]


def test_jobs_are_found_by_kind_state_and_day(client, lin, make, now):
    make("a", kind=alert_jobs.CHECK)
    make("b", state=JobState.FAILED, failure="缺字体")
    make("c", ago=timedelta(days=2))
    client.force_login(lin)
    assert listed(client.get("/jobs/")) == ["b", "a", "c"]
    assert listed(client.get("/jobs/", {"kind": alert_jobs.CHECK})) == ["a"]
    assert listed(client.get("/jobs/", {"state": "failed"})) == ["b"]
    assert listed(client.get("/jobs/", {"day": f"{now - timedelta(days=2):%Y-%m-%d}"})) == ["c"]
    tabs = {tab["label"]: tab["count"] for tab in client.get("/jobs/", {"state": "failed"}).context["tabs"]}
    assert tabs == {"全部": 3, "排队中": 0, "进行中": 0, "已完成": 2, "未完成": 1}


def test_a_wrong_day_says_so_and_what_is_not_there_too(client, lin, make, now):
    make("a")
    client.force_login(lin)
    assert client.get("/jobs/", {"day": "昨天"}).status_code == 422
    assert "没有符合条件的任务" in client.get("/jobs/", {"day": "2020-01-01"}).content.decode()


def test_what_runs_now_and_how_long_stands_above(client, lin, make, now):
    make("a", state=JobState.RUNNING, ago=timedelta(minutes=2, seconds=5), percent=30, step="排版")
    client.force_login(lin)
    page = client.get("/jobs/").content.decode()
    assert "正在进行" in page
    assert "已进行2分5秒" in page


def test_it_says_when_the_next_round_comes_and_that_a_dead_one_does_not(client, lin, now):
    Heartbeat.objects.create(name=SCHEDULER, at=now - timedelta(seconds=20))
    Heartbeat.objects.create(name=WORKER, at=now - timedelta(seconds=20))
    client.force_login(lin)
    assert "下一次巡查约在40秒后" in client.get("/jobs/").content.decode()
    Heartbeat.objects.filter(name=SCHEDULER).update(at=now - timedelta(hours=5))
    page = client.get("/jobs/").content.decode()
    assert "定时任务已停5小时" in page
    assert "下一次巡查" not in page


def test_a_job_that_waits_long_says_how_long(client, lin, now):
    JobRun.objects.create(kind=PREVIEW, key="1", title="排队", queued_at=now - timedelta(hours=2))
    client.force_login(lin)
    page = client.get("/jobs/").content.decode()
    assert "已等2小时" in page
    assert "有任务排队2小时没有开始" in page


def test_a_failed_job_is_retried_from_the_list(client, lin, make, now):
    job = make("b", state=JobState.FAILED, failure="缺字体")
    client.force_login(lin)
    assert f'action="/jobs/{job.pk}/retry/"' in client.get("/jobs/").content.decode()


def test_a_unit_sees_its_own_jobs_and_nothing_of_the_machine(client, chen_filer, make, now):
    make("a")
    Heartbeat.objects.create(name=SCHEDULER, at=now - timedelta(hours=5))
    client.force_login(chen_filer)
    answer = client.get("/jobs/")
    assert listed(answer) == []
    assert answer.context["late"] == []


def test_the_list_asks_the_same_for_two_and_for_twenty(client, lin, make, now):
    client.force_login(lin)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get("/jobs/")
        return len(queries)

    make("a", queued_by=lin)
    make("b", state=JobState.RUNNING)
    few = asked()
    for number in range(18):
        make(f"n{number}", queued_by=lin, state=JobState.RUNNING if number % 3 else JobState.DONE)
    assert asked() == few


@pytest.mark.parametrize(
    ("state", "part", "polls"),
    [
        (JobState.QUEUED, "前面还有 0 个任务", True),
        (JobState.RUNNING, "排版生成 PDF", True),
        (JobState.DONE, "查看已印发的报告", False),
        (JobState.FAILED, "缺字体", False),
    ],
)
def test_a_job_shows_its_state_and_asks_again_only_while_it_is_under_way(state, part, polls, lin, client, at):
    job = JobRun.objects.create(
        kind="issue_bulletin", key="1", title="印发报告", state=state, step="排版生成 PDF", percent=30,
        failure="缺字体，请安装。" if state == JobState.FAILED else "", result={"bulletin": 1}, queued_at=at,
        queued_by=lin, ended_at=at,
    )  # fmt: skip
    client.force_login(lin)
    for address in (f"/jobs/{job.pk}/", f"/jobs/{job.pk}/status/"):
        page = client.get(address).content.decode()
        assert part in page
        assert ("hx-get" in page) is polls
    assert ("重试" in page) is (state == JobState.FAILED)


def test_who_runs_the_system_sees_the_job_but_no_way_into_the_report(sysadmin, lin, client, at):
    job = JobRun.objects.create(
        kind="issue_bulletin", key="1", title="印发报告", state=JobState.DONE, percent=100, result={"bulletin": 1},
        queued_at=at, queued_by=lin, ended_at=at,
    )  # fmt: skip
    client.force_login(sysadmin)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "已完成" in page
    assert "查看已印发的报告" not in page


def test_a_failed_job_is_retried_from_its_page(lin, client, at):
    job = JobRun.objects.create(
        kind="issue_bulletin",
        key="1",
        title="印发",
        state=JobState.FAILED,
        failure="缺字体",
        queued_at=at,
        queued_by=lin,
    )
    client.force_login(lin)
    assert client.post(f"/jobs/{job.pk}/retry/").status_code == 302
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert "不需要重试" in client.post(f"/jobs/{job.pk}/retry/", follow=True).content.decode()
