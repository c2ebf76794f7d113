"""Two people, or two workers, at the same moment, on PostgreSQL with real threads."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, connections

from dispatch import issuing, jobs
from dispatch.closing import AlreadyClosed, close_period
from dispatch.issuing import issue_bulletin
from dispatch.models import Bulletin, BulletinState, FigureRevision, JobRun
from projects.models import Period
from units.audit import first_broken_link

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
