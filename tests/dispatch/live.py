"""A real installation with a month to report, for tests where processes start and die."""

import json
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from tests.dispatch.conftest import DEMO
from tests.site import ROOT, Site
from yidaizhen.child import die_with_parent
from yidaizhen.worker import worker_command


def bring_in(site: Site) -> None:
    """An office administrator, the sample list and ledger; the month stays open."""
    site.manage("bootstrap", "--office-user", "lin")
    site.manage("import_projects", str(DEMO / "清单-2026年.xlsx"), "--year", "2026", "--by", "lin")
    site.manage("import_progress", str(DEMO / "月报-2026年10月.xlsx"), "--month", "2026-10", "--by", "lin")


def answer(site: Site, *arguments: str) -> dict:
    """What a command says with --json, whether it did its work or refused."""
    return json.loads(site.manage(*arguments, "--json", check=False).stdout)


def ask(site: Site, statement: str) -> tuple:
    """One row of the installation's SQLite database, read beside its processes."""
    with closing(sqlite3.connect(site.folder / "yidaizhen.sqlite3", timeout=20)) as database:
        return database.execute(statement).fetchone()


def run(site: Site, code: str) -> str:
    return site.manage("shell", "--no-imports", "-c", code).stdout


def wait_until(condition, what: str, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)


@contextmanager
def worker(site: Site, name: str) -> Iterator[subprocess.Popen]:
    """A Celery worker in one process, as embedded installations run it; killed with the block."""
    process = subprocess.Popen(
        worker_command(pool="solo", name=name), cwd=ROOT, env=site.environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=die_with_parent, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        process.wait(30)
