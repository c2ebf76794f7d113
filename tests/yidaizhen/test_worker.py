"""Workers with real processes: started at need, known to be alive, gone with whoever started them."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.site import Site
from tests.yidaizhen.processes import is_running, rely_on_a_worker, until, workers_of

pytestmark = pytest.mark.faults


@pytest.fixture
def bare_site(tmp_path: Path) -> Site:
    """An installation without a database: a worker needs none to live."""
    return Site(tmp_path)


def test_a_temporary_worker_lives_as_long_as_the_command_and_says_nothing(bare_site: Site) -> None:
    command = rely_on_a_worker(bare_site)
    [worker] = workers_of(bare_site, "temporary")
    assert is_running(worker)
    said, complained = command.communicate("\n", timeout=60)
    assert (said, complained, command.returncode) == ("kept\n", "", 0)
    assert not is_running(worker)
    assert workers_of(bare_site) == []


def test_a_temporary_worker_does_not_outlive_a_killed_command(bare_site: Site) -> None:
    command = rely_on_a_worker(bare_site)
    [worker] = workers_of(bare_site, "temporary")
    command.kill()
    command.communicate()
    until(lambda: not is_running(worker))


def test_each_waiting_command_has_its_own_worker_so_the_first_to_end_leaves_none_alone(bare_site: Site) -> None:
    first, second = rely_on_a_worker(bare_site), rely_on_a_worker(bare_site)
    assert len(workers_of(bare_site, "temporary")) == 2
    first.communicate(timeout=60)
    [left] = workers_of(bare_site, "temporary")
    assert is_running(left)
    second.communicate(timeout=60)


def test_a_killed_temporary_worker_is_replaced_while_the_command_waits(bare_site: Site) -> None:
    command = rely_on_a_worker(bare_site)
    [worker] = workers_of(bare_site, "temporary")
    os.kill(worker, signal.SIGKILL)
    until(lambda: not is_running(worker))
    assert command.stdin is not None
    assert command.stdout is not None
    time.sleep(10)  # a worker seen a moment ago is trusted that long
    command.stdin.write("\n")
    command.stdin.flush()
    assert command.stdout.readline() == "kept\n"
    assert any(is_running(pid) for pid in workers_of(bare_site, "temporary"))
    command.communicate(timeout=60)


def test_workers_on_redis_answer_a_ping(redis_server: str, tmp_path: Path) -> None:
    site = Site(tmp_path, YIDAIZHEN_BROKER_URL=redis_server)
    command = rely_on_a_worker(site)
    [worker] = workers_of(site, "temporary")
    command.communicate(timeout=60)
    assert command.returncode == 0
    assert not is_running(worker)
