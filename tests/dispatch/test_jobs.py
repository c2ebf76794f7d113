"""Jobs are rows: one at a time, taken once, never lost, their end said in a sentence."""

from datetime import timedelta

import pytest
from kombu.exceptions import OperationalError

from dispatch import jobs, running
from dispatch.job_kinds import KINDS, JobKind
from dispatch.models import JobRun, JobState
from documents.papers import MissingGlyphs
from units.refusals import Refusal, WrongState


@pytest.fixture
def bells(monkeypatch):
    rung = []
    monkeypatch.setattr(jobs, "ring", rung.append)
    return rung


@pytest.fixture
def kind(monkeypatch):
    """Let jobs of kind "try" do what a test says: `kind(lambda job, progress, at: {...})`."""

    def be(action):
        monkeypatch.setitem(KINDS, "try", JobKind("试", action, "bulletin_detail", "看"))

    return be


@pytest.fixture
def queue(lin, at, bells):
    def make(key="1", **arguments):
        return jobs.enqueue(kind="try", key=key, title="试任务", by=lin, at=at, **arguments)

    return make


def clock(at):
    return lambda: at


def test_the_same_job_is_queued_once_and_the_bell_rings_after_commit(queue, bells, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first, second, other = queue(), queue(), queue(key="2")
        assert bells == []
    assert first == second != other
    assert bells == [first.pk, other.pk]


def test_a_finished_job_may_be_queued_anew(queue, kind, at):
    kind(lambda job, progress, at: {})
    first = queue()
    running.run(first.pk, clock(at))
    assert queue() != first


def test_a_job_is_taken_once(queue, at):
    job = queue()
    assert jobs.claim(job.pk, at=at).attempt == 1
    assert jobs.claim(job.pk, at=at) is None


def test_running_it_twice_does_it_once(queue, kind, at):
    done = []
    kind(lambda job, progress, at: done.append(job.pk) or {"bulletin": 7})
    job = queue()
    assert running.run(job.pk, clock(at)) is True
    assert running.run(job.pk, clock(at)) is False
    job.refresh_from_db()
    assert done == [job.pk]
    assert (job.state, job.percent, job.result, job.ended_at) == (JobState.DONE, 100, {"bulletin": 7}, at)


def test_progress_is_seen_while_it_runs(queue, kind, at):
    seen = []

    def action(job, progress, at):
        progress(40, "排版生成 PDF")
        seen.append(JobRun.objects.values_list("percent", "step", "beat_at").get())
        return {}

    kind(action)
    running.run(queue().pk, clock(at))
    assert seen == [(40, "排版生成 PDF", at)]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Refusal("还没有关账。", "请先关账。"), "还没有关账。请先关账。"),
        (MissingGlyphs(["㐀"]), "字体里没有的字"),
        (ZeroDivisionError("secret detail"), "没有预料到的错误（ZeroDivisionError）"),
    ],
)
def test_a_failure_is_a_sentence(queue, kind, at, error, said, caplog):
    def action(job, progress, at):
        raise error

    kind(action)
    job = queue()
    running.run(job.pk, clock(at))
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert said in job.failure
    assert "secret" not in job.failure


def test_a_failed_job_is_tried_again_in_the_name_of_who_asked(
    queue, kind, at, bells, engage, django_capture_on_commit_callbacks
):
    kind(lambda job, progress, at: 1 / 0)
    job = queue()
    running.run(job.pk, clock(at))
    clerk = engage("clerk", "office_admin", "区发展改革委")
    with django_capture_on_commit_callbacks(execute=True):
        again = jobs.retry(job=job, by=clerk, at=at)
    assert (again.state, again.queued_by, again.attempt, bells) == (JobState.QUEUED, clerk, 0, [job.pk])
    with pytest.raises(WrongState):
        jobs.retry(job=job, by=clerk, at=at)


def test_retrying_beside_a_new_job_of_the_same_thing_is_refused(queue, kind, lin, at):
    kind(lambda job, progress, at: 1 / 0)
    failed = queue()
    running.run(failed.pk, clock(at))
    queue()
    with pytest.raises(WrongState, match="已有同样的任务"):
        jobs.retry(job=failed, by=lin, at=at)


def test_a_silent_job_goes_back_to_the_queue_and_its_old_worker_changes_nothing(queue, at, bells):
    job = queue()
    old = jobs.claim(job.pk, at=at)
    later = at + jobs.LEASE + timedelta(seconds=1)
    assert jobs.revive(at=at + jobs.LEASE) == []
    assert jobs.revive(at=later) == [job.pk] == bells
    new = jobs.claim(job.pk, at=later)
    assert new.attempt == 2
    for act in (
        lambda: jobs.progress(old, 50, "慢", at=later),
        lambda: jobs.finish(old, {"bulletin": 1}, at=later),
        lambda: jobs.fail(old, "晚了", at=later),
    ):
        with pytest.raises(jobs.Superseded):
            act()
    jobs.finish(new, {}, at=later)


def test_a_superseded_worker_stops_quietly(queue, kind, at, caplog):
    def action(job, progress, at):
        JobRun.objects.update(attempt=9)
        progress(10, "迟")
        raise AssertionError("went on")

    kind(action)
    job = queue()
    running.run(job.pk, clock(at))
    job.refresh_from_db()
    assert (job.state, job.failure) == (JobState.RUNNING, "")


def test_a_job_that_kills_its_workers_fails_in_the_end(queue, at):
    job = queue()
    moment = at
    for _ in range(jobs.MAX_ATTEMPTS):
        assert jobs.claim(job.pk, at=moment)
        moment += jobs.LEASE * 2
        jobs.revive(at=moment)
    job.refresh_from_db()
    assert (job.state, job.failure) == (JobState.FAILED, jobs.LOST)


def test_a_lost_bell_rings_again_and_not_too_often(queue, at, bells):
    job = queue()
    assert jobs.revive(at=at) == []
    later = at + jobs.BELL * 2
    assert jobs.revive(at=later) == [job.pk]
    assert jobs.revive(at=later) == []


def test_a_broker_that_is_down_loses_no_job(queue, at, monkeypatch, caplog):
    monkeypatch.undo()

    def down(*args, **kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr(jobs.current_app, "send_task", down)
    jobs.ring(1)
    assert "waits for the next tick" in caplog.text
