"""`manage.py serve`: the whole system on this machine in one command."""

import errno
import fcntl
import socket
import sys
import time
from argparse import ArgumentParser
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from yidaizhen.supervisor import KeepsFalling, Supervisor
from yidaizhen.worker import worker_command

START_SECONDS = 60.0


class Command(BaseCommand):
    help = "在本机启动系统：网页、后台任务和定时任务三个进程，按 Ctrl-C 一起停止。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只供本机访问（127.0.0.1）")
        parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
        parser.add_argument("--threads", type=int, default=8, help="网页进程同时处理的请求数，默认 8")

    def handle(self, *, host: str, port: int, threads: int, **options: Any) -> None:  # noqa: ARG002
        refuse_taken_port(host, port)
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        with only_one():
            supervisor = Supervisor(commands(host, port, threads), folder=settings.BASE_DIR, write=sys.stderr)
            supervisor.stop_on_signals()
            supervisor.start()
            if answers(host, port, supervisor):
                self.stdout.write(f"系统已启动：http://{host}:{port}/ （按 Ctrl-C 停止）")
                self.stdout.flush()
            try:
                supervisor.run()
            except KeepsFalling as error:
                raise CommandError(str(error)) from error
        self.stdout.write("系统已停止。")


def commands(host: str, port: int, threads: int) -> dict[str, list[str]]:
    """The three processes by the name their log lines begin with."""
    web = ["gunicorn", "yidaizhen.wsgi", "--bind", f"{host}:{port}", "--threads", str(threads)]
    beat = ["celery", "-A", "yidaizhen", "-q", "beat", "-l", "warning", "--pidfile="]
    return {
        "web": [
            sys.executable,
            "-m",
            *web,
            "--worker-class",
            "gthread",
            "--log-level",
            "warning",
            "--no-control-socket",
        ],
        "worker": worker_command(pool="prefork", name="worker"),
        "beat": [sys.executable, "-m", *beat],
    }


def refuse_taken_port(host: str, port: int) -> None:
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        reason = "已被占用" if error.errno == errno.EADDRINUSE else f"不能使用（{error.strerror}）"
        raise CommandError(
            f"{host}:{port} {reason}。请先停止占用该端口的程序，或换一个端口：manage.py serve --port {port + 1}"
        ) from error


def only_one() -> IO[str]:
    """Hold the data folder: two schedulers on one folder would ring every bell twice."""
    lock = (settings.DATA_DIR / "serve.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise CommandError(f"系统已在运行（数据文件夹 {settings.DATA_DIR}）。请先停止它再启动。") from error
    return lock


def answers(host: str, port: int, supervisor: Supervisor) -> bool:
    """Wait until the page server accepts connections; False when stopped or too slow."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and not supervisor.stopping.wait(0.1):
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            continue
        return True
    return False
