"""A real installation with a month to report, for tests where processes start and die."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError

import psycopg

from tests.dispatch.conftest import DEMO
from tests.site import ROOT, Site
from yidaizhen.child import die_with_parent


def bring_in(site: Site) -> None:
    """An office administrator, the sample list and ledger; the month stays open."""
    site.manage("bootstrap", "--office-user", "lin")
    site.manage("import_projects", str(DEMO / "清单-2026年.xlsx"), "--year", "2026", "--by", "lin")
    site.manage("import_progress", str(DEMO / "月报-2026年10月.xlsx"), "--month", "2026-10", "--by", "lin")


def answer(site: Site, *arguments: str) -> dict:
    """What a command says with --json, whether it did its work or refused."""
    return json.loads(site.manage(*arguments, "--json", check=False).stdout)


def ask(site: Site, statement: str) -> tuple:
    """One row of the installation's database, read beside its processes."""
    with _database(site) as database:
        return database.execute(statement).fetchone()


def write(site: Site, statement: str) -> None:
    """Change rows as no process would: what only passing time does."""
    with _database(site) as database:
        database.execute(statement)
        database.commit()


@contextmanager
def _database(site: Site) -> Iterator:
    url = site.environment.get("DATABASE_URL")
    opened = psycopg.connect(url) if url else sqlite3.connect(site.folder / "yidaizhen.sqlite3", timeout=20)
    with closing(opened):
        yield opened


def wait_until(condition: Callable[[], object], what: str, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)


@contextmanager
def running(site: Site, command: list[str]) -> Iterator[subprocess.Popen]:
    """One process of the installation, its words in `folder/processes.log`; killed with the block."""
    with (site.folder / "processes.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=site.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            preexec_fn=die_with_parent, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    """Kill −9 a process and all below it, as a power cut does."""
    if process.poll() is None:
        for pid in [process.pid, *_below(process.pid)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    process.wait(30)


def _below(pid: int) -> Iterator[int]:
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield from (int(child), *_below(int(child)))


def said_by(url: str) -> tuple[int, dict]:
    """Status and JSON of a page, whatever the status; (0, {}) when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=20) as response:
            return response.status, json.load(response)
    except HTTPError as refused:
        return refused.code, json.load(refused)
    except OSError:
        return 0, {}


def home_page(address: str, username: str, password: str) -> str:
    """The words of the home page after signing in, as a browser would."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with browser.open(f"{address}/login/") as response:
        [token] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', response.read().decode())[:1]
    typed = {"csrfmiddlewaretoken": token, "username": username, "password": password}
    with browser.open(f"{address}/login/", urllib.parse.urlencode(typed).encode()) as response:
        page = response.read().decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
