"""发外发 as a job: the tick queues it when something is due, and only then."""

from datetime import timedelta

import pytest

from dispatch import jobs, rounds
from dispatch.models import JobRun, JobState
from dispatch.outgoing_jobs import queue_sending
from dispatch.running import run
from tests.units.conftest import chat_sink, mail_sink
from units.models import Outgoing
from units.telling import Word, tell, tell_chat

__all__ = ["chat_sink", "mail_sink"]


@pytest.fixture(autouse=True)
def silent(monkeypatch):
    monkeypatch.setattr(jobs, "ring", lambda job_id: None)


def test_what_people_are_told_leaves_with_the_next_tick_and_once(wang, at, mail_sink, chat_sink):
    wang.email = "wang@example.gov"
    wang.save()
    tell(Word(kind="report", key="1", title="10月调度报告已印发"), to=[wang], at=at, by_mail=True)
    tell_chat(key="1", subject="10月调度报告已印发", body="", at=at)
    for minute in range(3):
        rounds.tick(at=at + timedelta(minutes=minute))
    job = JobRun.objects.get(kind="send_outgoing")
    assert run(job.pk, lambda: at + timedelta(minutes=3))
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.DONE, {"sent": 2, "failed": 0})
    assert [arrived["Subject"].strip() for arrived in mail_sink.mails] == ["【以工代赈】10月调度报告已印发"]
    assert chat_sink.contents == ["【以工代赈】10月调度报告已印发\n"]
    rounds.tick(at=at + timedelta(minutes=4))
    assert JobRun.objects.filter(kind="send_outgoing").count() == 1
    assert set(Outgoing.objects.values_list("state", flat=True)) == {"sent"}


def test_nothing_is_queued_while_nothing_is_due(reference, at, chat_sink):
    assert queue_sending(at=at) is None
    tell_chat(key="1", subject="已印发", body="", at=at + timedelta(hours=1))
    assert queue_sending(at=at) is None
    assert queue_sending(at=at + timedelta(hours=1)) is not None
