"""The served system: three processes that start, fall, rise and end together."""

import os
import shutil
import signal
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site import Site
from tests.yidaizhen.processes import is_running, rely_on_a_worker, until, workers_of

pytestmark = pytest.mark.faults


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def served_by(site: Site) -> int:
    """The supervisor's process id, found through the worker it started."""
    [worker] = workers_of(site, "pulse")
    return int(Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[1])


def test_stopping_ends_every_process_and_says_so(site: Site) -> None:
    with site.serve():
        children = children_of(served_by(site))
        assert len(children) == 3
    assert not any(is_running(child) for child in children)
    said = (site.folder / "start.log").read_text()
    assert "系统已启动" in said
    assert said.endswith("系统已停止。\n")


def test_a_killed_worker_is_put_up_again(site: Site) -> None:
    with site.serve():
        [worker] = workers_of(site, "pulse")
        os.kill(worker, signal.SIGKILL)
        until(lambda: any(pid != worker and is_running(pid) for pid in workers_of(site, "pulse")))
        assert "worker | 进程意外结束" in (site.folder / "start.log").read_text()


def test_a_killed_supervisor_leaves_nothing_behind(site: Site) -> None:
    with site.serve():
        supervisor = served_by(site)
        children = children_of(supervisor)
        os.kill(supervisor, signal.SIGKILL)
        until(lambda: not any(is_running(child) for child in children))


def test_a_taken_port_is_refused_in_one_sentence(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = site.manage("serve", "--port", str(port), check=False)
    assert refused.returncode == 1
    said = f"127.0.0.1:{port} 已被占用。请先停止占用该端口的程序，或换一个端口：manage.py serve --port {port + 1}"
    assert refused.stderr.splitlines() == [f"CommandError: {said}"]


@pytest.fixture(scope="module")
def served(migrated_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """One running system for the tests that only look at it."""
    folder = tmp_path_factory.mktemp("served") / "data"
    site = Site(Path(shutil.copytree(migrated_folder, folder)))
    with site.serve() as address:
        yield site, address


def test_a_second_system_on_the_same_data_is_refused(served: tuple[Site, str]) -> None:
    refused = served[0].manage("serve", "--port", "0", check=False)
    assert refused.returncode == 1
    assert "系统已在运行" in refused.stderr


def test_pages_are_served_with_their_style(served: tuple[Site, str]) -> None:
    with urllib.request.urlopen(f"{served[1]}/static/vendor/tabler.min.css") as response:
        assert response.status == 200
        assert len(response.read()) > 100_000


def test_a_command_relies_on_the_worker_of_the_served_system(served: tuple[Site, str]) -> None:
    [lasting] = workers_of(served[0], "pulse")
    command = rely_on_a_worker(served[0])
    assert workers_of(served[0], "temporary") == []
    command.communicate(timeout=60)
    assert is_running(lasting)


def test_the_doctor_finds_the_served_system_well(served: tuple[Site, str]) -> None:
    site, _ = served
    until(lambda: "以内运行过" in site.manage("doctor", check=False).stdout, seconds=120)
    assert "任务进程：ok（运行中）" in site.manage("doctor").stdout
