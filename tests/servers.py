"""Private servers of the tests: a PostgreSQL cluster and a Redis in a temporary folder, gone afterwards.

`python -m tests.servers postgres COMMAND …` runs a command with DATABASE_URL naming such a cluster.
"""

import glob
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis

from yidaizhen.child import die_with_parent

START_SECONDS = 60.0
FAST = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=150", "jit=off"]


class ServerMissing(Exception):
    """A server program is not on this machine; the message names the package."""


@contextmanager
def private_postgres() -> Iterator[str]:
    """Yield the URL of an empty database in a new cluster on the loopback address."""
    initdb, postgres = postgres_programs()
    folder = Path(tempfile.mkdtemp(prefix="yidaizhen-pg-"))
    account = ordinary_account()
    shutil.chown(folder, account)
    options = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    log = folder / "log"
    try:
        with log.open("wb") as output:
            subprocess.run([initdb, "-D", folder / "data", *options], user=account, check=True, stdout=output)
            port = free_port()
            settings = [part for setting in FAST for part in ("-c", setting)]
            command = [postgres, "-D", folder / "data", "-k", folder, "-h", "127.0.0.1", "-p", str(port), *settings]
            url = f"postgres://postgres@127.0.0.1:{port}/postgres"
            with running(command, output, lambda: psycopg.connect(url).close(), account, signal.SIGINT):
                yield new_database(url)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(url: str, *, like: str = "") -> str:
    """Make a database beside the one at `url`, empty or a copy of the one at `like`; return its URL."""
    name = f"yidaizhen_{secrets.token_hex(4)}"
    original = like.rpartition("/")[2] or "template1"
    with psycopg.connect(f"{url.rpartition('/')[0]}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')
    return f"{url.rpartition('/')[0]}/{name}"


@contextmanager
def private_redis(port: int | None = None) -> Iterator[str]:
    """Yield the URL of a new, empty Redis that keeps nothing on disk; a second one at the same port is its restart."""
    program = shutil.which("redis-server")
    if program is None:
        raise ServerMissing("测试需要 redis-server，请先运行 make test（或安装软件包 redis-server）。")
    with tempfile.TemporaryDirectory(prefix="yidaizhen-redis-") as folder:
        port = port or free_port()
        command = [
            program,
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            folder,
        ]
        with (
            redis.Redis(port=port) as client,
            (Path(folder) / "log").open("wb") as output,
            running(command, output, client.ping, None, signal.SIGTERM),
        ):
            yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def running(command: list, output: object, answers: Callable, account: str | None, stop: int) -> Iterator[None]:
    """Run a server until the block ends; begin the block when it answers."""
    process = subprocess.Popen(
        command, user=account, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        preexec_fn=die_with_parent, start_new_session=True,
    )  # fmt: skip
    try:
        wait_until(answers, process)
        yield
    finally:
        process.send_signal(stop)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until(answers: Callable, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            answers()
        except (psycopg.OperationalError, redis.ConnectionError):
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def postgres_programs() -> tuple[str, str]:
    folders = [os.path.dirname(path) for path in sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))]
    on_path = shutil.which("initdb")
    folders += [os.path.dirname(on_path)] if on_path else []
    if not folders:
        raise ServerMissing("测试需要 PostgreSQL，请先运行 make test（或安装软件包 postgresql）。")
    return f"{folders[-1]}/initdb", f"{folders[-1]}/postgres"


def ordinary_account() -> str | None:
    """PostgreSQL refuses root: name another account of this machine then, else None for one's own."""
    if os.geteuid() != 0:
        return None
    names = {account.pw_name for account in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def main() -> None:
    kind, *command = sys.argv[1:]
    if kind != "postgres" or not command:
        raise SystemExit("用法：python -m tests.servers postgres 命令 …")
    with private_postgres() as url:
        done = subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False)
    raise SystemExit(done.returncode)


if __name__ == "__main__":
    main()
