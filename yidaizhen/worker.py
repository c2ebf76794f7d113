"""The Celery worker seen from outside: whether one is alive, and one for as long as a command waits for its job.

Aliveness is asked where the jobs are handed over. The embedded broker is a folder of this machine, so each worker
keeps a pulse file beside it; on Redis, whose workers may be anywhere, they answer a ping.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from celery import current_app
from celery.signals import beat_init, worker_ready, worker_shutdown
from django.conf import settings
from kombu.exceptions import OperationalError

from yidaizhen.child import die_with_parent

PULSE_SECONDS = 2.0
STALE_SECONDS = 10.0  # a busy machine may miss a few pulses
START_SECONDS = 60.0
STOP_SECONDS = 60.0
TEMPORARY = "YIDAIZHEN_TEMPORARY_WORKER"


class WorkerUnavailable(Exception):
    """No worker could be had; the message says in Chinese what to do."""


def worker_alive() -> bool:
    """Return whether a lasting worker takes jobs now; a command's own temporary one does not count.

    Raises `WorkerUnavailable` when the broker itself does not answer.
    """
    if settings.EMBEDDED_BROKER:
        return any(_beats(file) for file in _pulse_dir().glob("*.pulse"))
    try:
        replies = current_app.control.broadcast("ping", reply=True, timeout=1.0) or []
    except (OperationalError, OSError) as error:
        raise WorkerUnavailable("任务队列（Redis）连不上，请检查 YIDAIZHEN_BROKER_URL 和 Redis 服务。") from error
    return any(not name.startswith("temporary-") for reply in replies for name in reply)


@contextmanager
def ensure_worker() -> Iterator[Callable[[], None]]:
    """Have a worker alive within the block, starting a temporary one when none is; it ends with the block.

    Yields a function to call now and then while waiting: it brings a worker back when the one relied on has gone.
    Raises `WorkerUnavailable` when none could be started.
    """
    attendant = _Attendant()
    try:
        attendant.keep()
        yield attendant.keep
    finally:
        attendant.stop()


def worker_command(*, pool: str, name: str) -> list[str]:
    """The command line of a worker with one place; `pool` is "solo" (one process) or "prefork" (keeps time limits)."""
    # Celery warns each worker of root; the demo on a fresh machine often runs as root and can do nothing about it.
    quiet = ["-W", "ignore:::celery.platforms"]
    options = ["--pool", pool, "--concurrency", "1", "-n", f"{name}-{os.getpid()}@%h", "-l", "warning"]
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [sys.executable, *quiet, "-m", "celery", "-A", "yidaizhen", "-q", "worker", *options, *alone]


class _Attendant:
    """Looks after the temporary worker of one command."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._seen_at = 0.0

    def keep(self) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        if time.monotonic() - self._seen_at < STALE_SECONDS:
            return
        if not worker_alive():
            self._start()
        self._seen_at = time.monotonic()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            worker_command(pool="solo", name="temporary"),
            cwd=settings.BASE_DIR,
            env={**os.environ, TEMPORARY: "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # celery's banner; what goes wrong comes on stderr
            preexec_fn=die_with_parent,
            start_new_session=True,
        )
        pulse = _pulse_file(self._process.pid, temporary=True)
        deadline = time.monotonic() + START_SECONDS
        while not pulse.exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise WorkerUnavailable("后台任务进程没有启动，请运行 manage.py doctor 查看原因。")
            time.sleep(0.05)

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()  # celery finishes the task at hand, then ends
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        _pulse_file(self._process.pid, temporary=True).unlink(missing_ok=True)


def _pulse_dir() -> Path:
    folder: Path = settings.DATA_DIR / "workers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _pulse_file(pid: int, *, temporary: bool) -> Path:
    return _pulse_dir() / f"{pid}.{'temporary' if temporary else 'pulse'}"


def _beats(file: Path) -> bool:
    """Fresh, and its process still there: a killed worker is known at once, a hung machine after a while."""
    try:
        fresh = time.time() - file.stat().st_mtime < STALE_SECONDS
        os.kill(int(file.stem), 0)
    except (FileNotFoundError, ProcessLookupError):
        return False
    except PermissionError:  # alive, under another account
        return fresh
    return fresh


class _Pulse(threading.Thread):
    """Touches this worker's file until told to stop."""

    def __init__(self) -> None:
        super().__init__(name="pulse", daemon=True)
        self.file = _pulse_file(os.getpid(), temporary=TEMPORARY in os.environ)
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(PULSE_SECONDS):
            self.file.touch()


@beat_init.connect(weak=False)
def tick_at_once(**_: object) -> None:
    """After a stop there may be jobs to bring back: the first round does not wait for its minute."""
    current_app.send_task("dispatch.tick")


_pulses: list[_Pulse] = []


@worker_ready.connect(weak=False)
def start_pulse(**_: object) -> None:
    pulse = _Pulse()
    pulse.file.touch()
    pulse.start()
    _pulses.append(pulse)


@worker_shutdown.connect(weak=False)
def stop_pulse(**_: object) -> None:
    for pulse in _pulses:
        pulse.stopped.set()
        pulse.join()
        pulse.file.unlink(missing_ok=True)
    _pulses.clear()
