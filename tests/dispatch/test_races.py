"""Two people, or two workers, at the same moment, on PostgreSQL with real threads."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, connections

from dispatch import issuing, jobs, rounds
from dispatch.closing import AlreadyClosed, close_period
from dispatch.issuing import issue_bulletin
from dispatch.models import Bulletin, BulletinState, FigureRevision, JobRun, OutputAlarm
from projects.models import ExpectedFiling, Period
from projects.periods import open_period
from projects.rounds import plan_year
from projects.rounds_reference import load_round_rules
from units.audit import first_broken_link
from units.models import Message

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def on_postgres():
    assert connection.vendor == "postgresql", "run with: python -m tests.servers postgres pytest"


def together(*acts):
    """Run the acts at the same moment; return what each gave or raised."""
    start = Barrier(len(acts))

    def one(act):
        start.wait(10)
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_of_two_closes_one_wins(plan, october, lin, at):
    plan("道路")
    close = [lambda: close_period(period=Period.objects.get(), waive_all="催报", by=lin, at=at)] * 2
    results = together(*close)
    assert {type(result) for result in results} == {FigureRevision, AlreadyClosed}
    assert FigureRevision.objects.count() == 1
    assert first_broken_link() is None


def test_reports_issued_together_get_consecutive_numbers(closed, lin, at, monkeypatch):
    monkeypatch.setattr(issuing, "render_pdf", lambda html: html.encode())
    reports = [_report(closed, month, lin, at) for month in (5, 6, 7)]

    def issue(report):
        return lambda: issue_bulletin(bulletin=report, by=lin, at=at, progress=lambda percent, step: None).number

    assert sorted(together(*map(issue, reports))) == [1, 2, 3]
    assert first_broken_link() is None


def _report(closed, month, by, at):
    fields = {"month": date(2026, month, 1), "due_on": date(2026, month, 9), "closed_at": at, "closed_by": by}
    period = Period.objects.create(**fields)
    revision = FigureRevision.objects.create(period=period, number=0, reason="关账定稿", frozen_at=at, frozen_by=by)
    for frozen in [*closed.figures.all(), *closed.headcounts.all()]:
        frozen.pk, frozen.revision, frozen._state.adding = None, revision, True
        frozen.save()
    words = {"problems": "无", "next_steps": "无", "created_at": at, "created_by": by, "signer": "杜位彬"}
    return Bulletin.objects.create(period=period, revision=revision, state=BulletinState.SIGNED, **words)


def test_a_job_is_queued_once_and_taken_once(lin, at, monkeypatch):
    monkeypatch.setattr(jobs, "ring", lambda job_id: None)
    queue = [lambda: jobs.enqueue(kind="x", key="1", title="试", by=lin, at=at).pk] * 4
    assert len(set(together(*queue))) == JobRun.objects.count() == 1
    pk = JobRun.objects.get().pk
    taken = together(*[lambda: jobs.claim(pk, at=at)] * 4)
    assert sum(job is not None for job in taken) == 1


def test_two_workers_take_one_turn_of_the_round_and_make_each_thing_once(closed, plan, lin, sysadmin, at, monkeypatch):
    """December begins while October is closed and November is late: both workers see all of it at the same moment."""
    monkeypatch.setattr(jobs, "ring", lambda job_id: None)
    load_round_rules(by=None, at=at)
    plan_year(year=2026, by=None, at=at)
    open_period(month=date(2026, 11, 1), by=None, at=at)
    later = at.replace(month=12, day=24)
    results = together(*[lambda: rounds.tick(at=later)] * 2)
    broken = set(results[0]) & set(results[1])  # what one worker could not take, the other did
    assert not broken, results
    rounds.tick(at=later)
    assert list(Period.objects.order_by("month").values_list("month__month", flat=True)) == [10, 11, 12]
    assert Bulletin.objects.filter(kind="month", period=closed.period).count() == 1
    november = Period.objects.get(month=date(2026, 11, 1))
    projects = list(ExpectedFiling.objects.filter(period=november).values_list("project", flat=True))
    assert len(projects) == len(set(projects)) == 2
    [alarm] = OutputAlarm.objects.filter(key="bulletin:month:2026-10")
    told = Message.objects.filter(key__startswith=f"output:{alarm.key}")
    assert {message.to for message in told} == {lin, sysadmin}
    assert told.count() == 2
    assert first_broken_link() is None
