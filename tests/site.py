"""A whole installation in a folder of its own: its commands and its pages, run as separate processes.

For tests where a browser, a killed process or a second server takes part; all else is faster in the test's process.
"""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import free_port
from yidaizhen.child import die_with_parent

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, "-W", "error", "manage.py"]


class Site:
    """`folder` is its data folder; `extra` environment variables, such as DATABASE_URL or YIDAIZHEN_BROKER_URL."""

    def __init__(self, folder: Path, **extra: str) -> None:
        self.folder = folder
        kept = {k: v for k, v in os.environ.items() if not k.startswith("YIDAIZHEN_") and k != "DATABASE_URL"}
        if "YIDAIZHEN_FONTS" in os.environ:
            kept["YIDAIZHEN_FONTS"] = os.environ["YIDAIZHEN_FONTS"]
        own = {"YIDAIZHEN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "yidaizhen.settings", "PYTHONUTF8": "1"}
        self.environment = {**kept, **own, **extra}

    def manage(self, *arguments: str, check: bool = True, timeout: float = 600) -> subprocess.CompletedProcess[str]:
        """Run one management command; fail with what it said unless it ended well or `check` is off."""
        done = subprocess.run(
            [*MANAGE, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=timeout,
            stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        if check and done.returncode != 0:
            raise AssertionError(
                f"manage.py {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
            )
        return done

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start one management command and leave it running, its output in `folder/start.log`."""
        with (self.folder / "start.log").open("a") as log:
            return subprocess.Popen(
                [*MANAGE, *arguments], cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                text=True, preexec_fn=die_with_parent, start_new_session=True,
            )  # fmt: skip

    @contextmanager
    def serve(self) -> Iterator[str]:
        """Run web, worker and scheduler within the block; yield the address of the home page."""
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        process = self.start("serve", "--port", str(port))
        try:
            wait_for(lambda: answers(f"{address}/healthz"), "the pages to answer", self, process)
            wait_for(lambda: any((self.folder / "workers").glob("*.pulse")), "the worker", self, process)
            yield address
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


def wait_for(condition, what: str, site: Site, process: subprocess.Popen[str], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"Waited in vain for {what}:\n{(site.folder / 'start.log').read_text()}")
        time.sleep(0.1)


def kill_at(process: subprocess.Popen[str], moment: str, delay: float) -> bool:
    """Kill −9 some time after the process has told `moment`; False when it ended before."""
    assert process.stdout is not None
    for said in process.stdout:
        if said.strip() == moment:
            time.sleep(delay)
            break
    ended = process.poll() is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    return not ended
