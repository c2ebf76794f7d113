"""A worker killed while it prints: the report comes all the same, once, under one number, and the alarm told of it.

Nobody can move the clock of several processes. So the world is made with a moment three days back, and what the killed
worker wrote by its own clock is moved back too; everything that comes after lives by the real clock.
"""

import signal
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis
from celery import Celery

from tests.dispatch.live import answer, ask, home_page, kill, running, said_by, wait_until, write
from tests.dispatch.signed_world import PASSWORD, READERS, month_before
from tests.servers import free_port, new_database, private_redis
from tests.site import MANAGE, Site
from yidaizhen.management.commands.serve import commands
from yidaizhen.worker import worker_command

pytestmark = pytest.mark.faults

AWAY = timedelta(days=3)
JOB = "SELECT state, step, attempt FROM dispatch_jobrun WHERE kind = 'issue_bulletin'"
REPORT = "SELECT state, number, pdf_path FROM dispatch_bulletin"


@pytest.fixture
def then() -> datetime:
    """When all was well."""
    return datetime.now(UTC) - AWAY


@pytest.fixture
def production(migrated_postgres: str, tmp_path: Path) -> Site:
    """An installation on PostgreSQL, told of a Redis that is not running yet."""
    url = new_database(migrated_postgres, like=migrated_postgres)
    return Site(tmp_path, DATABASE_URL=url, YIDAIZHEN_BROKER_URL=f"redis://127.0.0.1:{free_port()}/0")


def test_worker_killed_redis_restarted_beat_silent_for_three_days(production: Site, then: datetime) -> None:
    broker, port = production.environment["YIDAIZHEN_BROKER_URL"], free_port()
    missed, address = f"bulletin:month:{month_before(then):%Y-%m}", f"http://127.0.0.1:{port}"
    programs = commands("127.0.0.1", port, 2)
    with private_redis(_port(broker)):
        make_world(production, then)
        assert missed not in _missing(production, then)
        with running(production, worker_command(pool="solo", name="first")) as first:
            killed_while_printing(production, first)
    with running(production, programs["web"]):
        three_days_pass(production, then)
        _alarm_is_shown(production, address, missed)  # with no Redis, no beat and no worker at all
        with private_redis(_port(broker)) as back, redis.Redis.from_url(back) as bells:
            assert bells.keys() == []  # what had been rung is forgotten
            again = running(production, worker_command(pool="solo", name="second"))
            with running(production, programs["beat"]), again:
                wait_until(lambda: ask(production, JOB)[0] in ("done", "failed"), "the second worker")
                _ring(broker, *ask(production, "SELECT id FROM dispatch_jobrun WHERE kind = 'issue_bulletin'"))
                production.manage("tick", "--at", (datetime.now(UTC) + timedelta(minutes=1)).isoformat())
                wait_until(lambda: _is_alive(address), "a sign of life")
    came_once(production)
    _alarm_is_settled(production, missed)


def test_a_served_system_killed_while_it_prints_catches_up_when_served_again(site: Site, then: datetime) -> None:
    make_world(site, then)
    with running(site, _serving()) as first:
        killed_while_printing(site, first)
    three_days_pass(site, then)
    with running(site, _serving()) as second:
        wait_until(lambda: ask(site, JOB)[0] in ("done", "failed"), "the system served again")
        second.send_signal(signal.SIGINT)
        second.wait(60)
    came_once(site)


def make_world(site: Site, then: datetime) -> None:
    site.manage("shell", "--no-imports", "-c", f"from tests.dispatch import signed_world as w; w.make('{then}')")


def killed_while_printing(site: Site, process: subprocess.Popen) -> None:
    wait_until(lambda: "排版" in ask(site, JOB)[1], "the report to be printing")
    kill(process)
    assert ask(site, JOB)[0] == "running"
    assert ask(site, REPORT)[:2] == ("signed", None)


def three_days_pass(site: Site, then: datetime) -> None:
    write(site, f"UPDATE dispatch_jobrun SET beat_at = '{then}', started_at = '{then}' WHERE state = 'running'")
    write(site, f"UPDATE dispatch_heartbeat SET at = '{then}'")


def came_once(site: Site) -> None:
    assert ask(site, JOB)[::2] == ("done", 2)
    state, number, path = ask(site, REPORT)
    assert (state, number) == ("issued", 1)
    assert (site.folder / "files" / path).read_bytes().startswith(b"%PDF")
    people = (len(READERS), len(READERS))
    for statement, rows in {
        "SELECT count(*), max(number) FROM dispatch_bulletin": (1, 1),
        "SELECT count(*) FROM dispatch_jobrun WHERE kind = 'issue_bulletin'": (1,),
        "SELECT count(*) FROM units_auditentry WHERE act = '报告：印发'": (1,),
        "SELECT count(*), count(DISTINCT user_id) FROM dispatch_reader": people,
        "SELECT count(*), count(DISTINCT to_id) FROM units_message WHERE key LIKE 'report-%-issued'": people,
    }.items():
        assert ask(site, statement) == rows, statement
    assert "完整" in site.manage("verify_audit").stdout


def _alarm_is_shown(site: Site, address: str, missed: str) -> None:
    """By the real clock: a monitor is told, the home page of the office says it, the command names it."""
    wait_until(lambda: said_by(f"{address}/healthz")[0] == 200, "the pages")
    status, said = said_by(f"{address}/healthz?strict=1")
    assert (status, said["late"]) == (503, ["beat", "outputs"])
    assert said["beat_age"] >= AWAY.total_seconds()
    page = home_page(address, "lin", PASSWORD)
    assert "定时任务已停 72 小时" in page
    assert "应有未有的产出" in page
    assert missed in _missing(site, datetime.now(UTC))
    alarm = f"SELECT count(*) FROM dispatch_outputalarm WHERE key = '{missed}'"
    assert ask(site, alarm) == (0,)  # nothing was alive that could raise it


def _is_alive(address: str) -> bool:
    """Beat and queue are in time again; what else a day wants to be made is not this test's."""
    return not {"beat", "queue"} & {*said_by(f"{address}/healthz")[1]["late"]}


def _alarm_is_settled(site: Site, missed: str) -> None:
    """Raised by the first turn after the silence, told to the office once, settled by the next."""
    alarm = f"SELECT count(told_at), count(settled_at) FROM dispatch_outputalarm WHERE key = '{missed}'"
    assert ask(site, alarm) == (1, 1)
    assert ask(site, f"SELECT count(*) FROM units_message WHERE key LIKE 'output:{missed}:%'") == (1,)
    assert missed not in _missing(site, datetime.now(UTC))


def _missing(site: Site, at: datetime) -> list[str]:
    return [one["key"] for one in answer(site, "missing_outputs", "--at", at.isoformat())["missing"]]


def _ring(broker: str, job: int) -> None:
    """Once more for a job that is done."""
    with Celery(broker=broker) as bell:
        bell.send_task("dispatch.run_job", kwargs={"job_id": job})


def _port(broker: str) -> int:
    return int(broker.rpartition(":")[2].partition("/")[0])


def _serving() -> list[str]:
    return [*MANAGE, "serve", "--port", str(free_port())]
