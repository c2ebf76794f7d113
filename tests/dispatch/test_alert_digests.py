"""预警 in the background: checked once a day, summed up once a week; a week says the same whenever it is asked."""

from __future__ import annotations

import subprocess
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from dispatch import alert_jobs, jobs, rounds, running
from dispatch.models import JobRun, JobState
from labor.alerts.digest import ACTS, digest_of
from labor.alerts.explaining import close, explain
from labor.alerts.weeks import Week, read_week, week_of
from labor.models import Alert, AlertAct, AlertState, AlertStep, Severity
from projects.models import Project
from tests.labor.conftest import register, road
from units.models import AuditEntry, User

__all__ = ["register", "road"]
ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)
WEEK = week_of(MONDAY.date())
NEXT = datetime(2026, 11, 23, 7, 30, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "ring", lambda job_id: None)


def raised(project: Project, at: datetime, **changed: object) -> Alert:
    values = {"severity": Severity.RED, "sentence": "尾号1234的银行卡发放给2个人：张**、李**。"} | changed
    alert = Alert.objects.create(
        code="shared_card", subject=f"{Alert.objects.count()}", project=project, first_seen_at=at, last_seen_at=at,
        **values,
    )  # fmt: skip
    AlertStep.objects.create(alert=alert, act=AlertAct.RAISE, state=AlertState.NEW, at=at)
    return alert


def queued(kind: str) -> list[str]:
    return list(JobRun.objects.filter(kind=kind).order_by("pk").values_list("key", flat=True))


@pytest.mark.usefixtures("reference")
def test_the_day_is_checked_once_from_six_on() -> None:
    rounds.tick(at=MONDAY.replace(hour=5, minute=59))
    assert queued(alert_jobs.CHECK) == []
    for hour in (6, 7, 23):
        rounds.tick(at=MONDAY.replace(hour=hour))
    assert queued(alert_jobs.CHECK) == ["2026-11-16"]
    rounds.tick(at=MONDAY + timedelta(days=1))
    assert queued(alert_jobs.CHECK) == ["2026-11-16", "2026-11-17"]


def test_the_week_is_summed_up_once_on_the_first_working_day_after_it(road: Project) -> None:
    raised(road, MONDAY)
    rounds.tick(at=NEXT.replace(hour=6))
    assert queued(alert_jobs.DIGEST) == []
    rounds.tick(at=NEXT)
    rounds.tick(at=NEXT + timedelta(days=2))
    assert queued(alert_jobs.DIGEST) == ["2026-W47"]
    assert alert_jobs.digest_day(date(2026, 10, 7)) == date(2026, 10, 8)  # 国庆节后第一个工作日


def test_a_scheduler_silent_on_that_day_makes_up_for_it_at_any_hour_of_a_later_one(road: Project) -> None:
    raised(road, MONDAY)
    rounds.tick(at=(NEXT + timedelta(days=1)).replace(hour=0))
    assert queued(alert_jobs.DIGEST) == ["2026-W47"]


@pytest.mark.usefixtures("reference")
def test_a_week_before_the_first_alert_is_not_summed_up() -> None:
    rounds.tick(at=NEXT)
    assert queued(alert_jobs.DIGEST) == []


def test_both_jobs_are_done_and_say_what_they_did(road: Project, client: Client, lin: User) -> None:
    raised(road, MONDAY)
    for job in (alert_jobs.queue_check(by=lin, at=NEXT), alert_jobs.queue_digest(week=WEEK, by=None, at=NEXT)):
        assert running.run(job.pk, lambda: NEXT)
    check, digest = JobRun.objects.order_by("pk")
    assert (check.state, set(check.result)) == (JobState.DONE, {"raised", "seen", "reopened", "ceased"})
    assert (digest.result["week"], digest.result["raise"], digest.result["open"]) == ("2026-W47", 1, 1)
    client.force_login(lin)
    for job, page in ((check, reverse("alert_list")), (digest, reverse("alert_digest", args=["2026-W47"]))):
        assert client.get(reverse("job_detail", args=[job.pk])).context["done_url"] == page


def test_a_week_counts_what_was_done_in_it_and_what_was_open_at_its_end(road: Project, wang: User, lin: User) -> None:
    raised(road, MONDAY - timedelta(days=3), severity=Severity.YELLOW)
    explained, closed = raised(road, MONDAY), raised(road, MONDAY)
    explain(alert=explained, words="卡号抄错，已更正", by=wang, at=MONDAY)
    close(alert=closed, words="经核实为父子共卡", by=lin, at=MONDAY)
    close(alert=explained, words="已核对更正", by=lin, at=NEXT)
    raised(road, NEXT)
    digest = digest_of(WEEK, lin)
    assert digest.counts == {"raise": 2, "reopen": 0, "explain": 1, "close": 1, "cease": 0, "open": 2}
    assert [(one.label, one.numbers[-1]) for one in digest.by_severity] == [("红", 1), ("黄", 1), ("提示", 0)]
    assert [one.label for one in digest.by_unit] == ["区农业农村委"]
    assert [one.said for one in digest.entries] == ["新出现、已说明", "新出现、办公室销号", "以前提出"]


def test_weeks_are_read_as_they_are_written() -> None:
    assert read_week("2026-W47") == WEEK
    assert (WEEK.key, WEEK.label) == ("2026-W47", "2026年第47周（2026年11月16日至11月22日）")
    assert Week(date(2026, 12, 28)).label == "2026年第53周（2026年12月28日至2027年1月3日）"
    assert [read_week(key) for key in ("2026-W60", "2026-47", "x", "2026-W4a", "²026-W47")] == [None] * 5


@time_machine.travel(NEXT, tick=False)
def test_the_list_shows_a_missing_week_and_the_office_makes_up_for_it(
    client: Client, road: Project, lin: User, wang: User, zhao: User, auditor: User
) -> None:
    raised(road, MONDAY)
    client.force_login(wang)
    answer = client.get(reverse("alert_digest_list"))
    assert [(row["line"].week.key, row["standing"][0]) for row in answer.context["rows"]] == [("2026-W47", "没有生成")]
    assert answer.context["rows"][0]["line"].numbers == (1, 0, 0, 0, 0)
    address = reverse("alert_digest_make", args=["2026-W47"])
    assert client.post(address).status_code == 403
    client.force_login(lin)
    client.post(address)
    running.run(JobRun.objects.get().pk, lambda: NEXT)
    answer = client.get(reverse("alert_digest", args=["2026-W47"]))
    assert (answer.context["standing"][0], answer.context["differs"], answer.context["may_make"]) == (
        "已生成", False, False,
    )  # fmt: skip
    AlertStep.objects.all().update(act=AlertAct.EXPLAIN)
    assert client.get(reverse("alert_digest", args=["2026-W47"])).context["differs"]
    assert client.get(reverse("alert_digest", args=["2026-W48"])).status_code == 404  # it is not over
    client.force_login(zhao)
    assert client.get(reverse("alert_digest", args=["2026-W47"])).context["rows"] == []
    client.force_login(auditor)
    assert client.get(reverse("alert_digest_list")).status_code == 403


@time_machine.travel(NEXT, tick=False)
def test_a_week_is_printed_with_who_printed_it(client: Client, road: Project, lin: User) -> None:
    raised(road, MONDAY)
    client.force_login(lin)
    answer = client.post(reverse("alert_digest_print", args=["2026-W47"]))
    text = subprocess.run(
        ["pdftotext", "-", "-"], input=answer.content, capture_output=True, check=True
    ).stdout.decode()
    assert "预警每周汇总（2026年第47周）" in text
    assert "林岚（lin）" in text
    assert AuditEntry.objects.get(act="打印预警汇总").rows == 1


@time_machine.travel(NEXT, tick=False)
def test_the_office_checks_at_once(client: Client, lin: User, wang: User) -> None:
    client.force_login(wang)
    assert client.post(reverse("alert_check")).status_code == 403
    client.force_login(lin)
    assert client.post(reverse("alert_check")).url == reverse("job_detail", args=[JobRun.objects.get().pk])


def test_every_act_has_its_heading() -> None:
    assert set(ACTS) == set(AlertAct)
