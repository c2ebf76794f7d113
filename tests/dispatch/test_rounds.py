"""每分钟的巡查: what should have happened is made to happen, once."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dispatch import jobs, rounds
from dispatch.models import Bulletin, Heartbeat, JobRun, JobState, NarrativeEdit
from projects.models import Period

FIRST = datetime(2026, 12, 1, 0, 1, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_the_month_opens_on_its_first_day_and_once(reference):
    rounds.tick(at=FIRST - timedelta(minutes=2))
    rounds.tick(at=FIRST)
    rounds.tick(at=FIRST + timedelta(minutes=1))
    assert list(Period.objects.order_by("month").values_list("month", flat=True)) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
    ]


def test_a_closed_month_gets_its_draft_in_nobodys_name_and_once(closed, at):
    rounds.tick(at=at)
    rounds.tick(at=at)
    bulletin = Bulletin.objects.get()
    assert (bulletin.period, bulletin.created_by, bulletin.state) == (closed.period, None, "draft")
    assert NarrativeEdit.objects.count() == 1


def test_the_tick_says_that_it_lives(reference, at):
    rounds.tick(at=at)
    later = at + timedelta(minutes=1)
    rounds.tick(at=later)
    assert dict(Heartbeat.objects.values_list("name", "at")) == {rounds.SCHEDULER: later, rounds.WORKER: later}


def test_the_tick_brings_lost_jobs_back(lin, at, monkeypatch):
    monkeypatch.setattr(jobs, "ring", lambda job_id: None)
    job = JobRun.objects.create(
        kind="x", key="1", title="失联", state=JobState.RUNNING, queued_at=at, beat_at=at, attempt=1
    )
    rounds.tick(at=at + jobs.LEASE * 2)
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_a_quiet_tick_asks_little(closed, at, django_assert_max_num_queries):
    rounds.tick(at=at)
    with django_assert_max_num_queries(37):
        rounds.tick(at=at)
