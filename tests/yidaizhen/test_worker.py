"""Workers with real processes: started at need, known to be alive, gone with whoever started them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.site import ROOT, Site

pytestmark = pytest.mark.faults

RELY_ON_A_WORKER = """
import os, sys, django
django.setup()
from yidaizhen.worker import ensure_worker
with ensure_worker() as keep:
    print("ready", flush=True)
    for line in sys.stdin:
        keep()
        print("kept", flush=True)
"""


@pytest.fixture
def bare_site(tmp_path: Path) -> Site:
    """An installation without a database: a worker needs none to live."""
    return Site(tmp_path)


def workers_of(site: Site, kind: str = "*") -> list[int]:
    return [int(file.stem) for file in (site.folder / "workers").glob(f"*.{kind}")]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(condition: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def rely_on_a_worker(site: Site) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", RELY_ON_A_WORKER],
        cwd=ROOT, env=site.environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.communicate()[1]
    return process


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


def test_a_command_relies_on_the_worker_of_the_served_system(site: Site) -> None:
    with site.serve():
        [lasting] = workers_of(site, "pulse")
        command = rely_on_a_worker(site)
        assert workers_of(site, "temporary") == []
        command.communicate(timeout=60)
        assert is_running(lasting)
    assert workers_of(site) == []


def test_workers_on_redis_answer_a_ping(redis_server: str, tmp_path: Path) -> None:
    site = Site(tmp_path, YIDAIZHEN_BROKER_URL=redis_server)
    command = rely_on_a_worker(site)
    [worker] = workers_of(site, "temporary")
    command.communicate(timeout=60)
    assert command.returncode == 0
    assert not is_running(worker)
