"""/healthz: ages and counts for a monitor; always 200 for the pages that only stay signed in, as long as it can."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client

from dispatch.models import Heartbeat, JobRun, JobState
from dispatch.pulse import BACKUP, LATE_BACKUP, LATE_BEAT, LATE_QUEUE, SCHEDULER, WORKER, lasting
from yidaizhen import checkup
from yidaizhen.health import health

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FACTS = {
    "ok", "database", "queue_age", "beat_age", "worker_age", "backup_age", "missing_outputs", "late",
}  # fmt: skip


def seen(**ages: timedelta) -> None:
    names = {"beat": SCHEDULER, "worker": WORKER, "backup": BACKUP}
    for part, age in ages.items():
        Heartbeat.objects.create(name=names[part], at=NOW - age)


def queued(age: timedelta) -> JobRun:
    return JobRun.objects.create(kind="x", key="1", title="排队", queued_at=NOW - age)


def test_a_service_in_order_says_so() -> None:
    seen(beat=30 * SECOND, worker=20 * SECOND, backup=timedelta(hours=8))
    said = health(at=NOW)
    assert said == {
        "ok": True,
        "database": "ok",
        "queue_age": 0,
        "beat_age": 30,
        "worker_age": 20,
        "backup_age": 8 * 3600,
        "missing_outputs": 0,
        "late": [],
    }


@pytest.mark.parametrize(("part", "limit"), [("beat", LATE_BEAT), ("queue", LATE_QUEUE), ("backup", LATE_BACKUP)])
def test_each_part_is_late_after_its_time_and_is_named(part: str, limit: timedelta) -> None:
    ages = {"beat": SECOND, "backup": SECOND}
    if part == "queue":
        job = queued(limit)
    seen(**(ages | ({part: limit} if part != "queue" else {})))
    assert health(at=NOW)["late"] == []
    assert health(at=NOW + SECOND)["late"] == [part]
    if part == "queue":
        JobRun.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
        assert health(at=NOW + SECOND)["late"] == []


def test_a_backup_nobody_told_of_is_unknown_and_not_late() -> None:
    seen(beat=SECOND)
    assert (health(at=NOW)["backup_age"], health(at=NOW)["late"]) == (None, [])


def test_strangers_are_told_ages_and_counts_alone_and_stay_at_200(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert set(answer.json()) == FACTS
    assert answer.json()["late"] == ["beat"]
    assert client.get("/healthz?strict=1").status_code == 503
    seen(beat=NOW - datetime.now(UTC))
    assert client.get("/healthz?strict=1").status_code == 200


def test_a_monitor_asks_the_database_little(client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8):
        client.get("/healthz")


def broken(*_: object) -> None:
    raise OperationalError("could not connect")


def test_a_database_that_does_not_answer_is_503_and_says_no_more(client: Client) -> None:
    with connection.execute_wrapper(broken):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"ok": False, "database": "unreachable"})


def test_the_backup_script_tells_of_its_success() -> None:
    call_command("note_backup", "--json", stdout=StringIO())
    call_command("note_backup", stdout=StringIO())
    assert Heartbeat.objects.filter(name=BACKUP).count() == 1


def test_the_doctor_tells_of_queue_backup_and_outputs() -> None:
    assert [check(at=NOW).ok for check in (checkup.queue, checkup.backup, checkup.outputs)] == [True] * 3
    assert "note_backup" in checkup.backup(at=NOW).note
    queued(timedelta(hours=2))
    seen(backup=timedelta(days=4))
    assert "2小时" in checkup.queue(at=NOW).problems[0]
    assert "4天" in checkup.backup(at=NOW).problems[0]


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "1分钟"), (3599, "59分钟"), (3600, "1小时"), (71 * 3600, "71小时"), (72 * 3600, "3天")]
)
def test_an_age_is_said_in_the_unit_that_fits(seconds: int, said: str) -> None:
    assert lasting(seconds) == said
