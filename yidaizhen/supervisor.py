"""Runs a few long-lived child processes together: one log, one stop, and a fallen one is put up again."""

import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from yidaizhen.child import die_with_parent

FALLS_ALLOWED = 5
FALLS_WITHIN = 60.0  # seconds
STOP_SECONDS = 25.0


class KeepsFalling(Exception):
    """A child ended again and again; the message names it."""


class Supervisor:
    """Children by name; `run` returns when `stop` was asked for, and then none of them is left."""

    def __init__(self, commands: Mapping[str, list[str]], *, folder: Path, write: IO[str]) -> None:
        self.commands = commands
        self.folder = folder
        self.write = write
        self.stopping = threading.Event()
        self.children: dict[str, subprocess.Popen[str]] = {}
        self.readers: list[threading.Thread] = []
        self.falls: dict[str, deque[float]] = {name: deque(maxlen=FALLS_ALLOWED) for name in commands}
        self.width = max(len(name) for name in commands)

    def stop_on_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())

    def start(self) -> None:
        for name in self.commands:
            self._start(name)

    def run(self) -> None:
        """Watch until asked to stop. Raises `KeepsFalling`; the children are ended either way."""
        try:
            while not self.stopping.wait(0.5):
                self._put_up_the_fallen()
        finally:
            self._end_all()

    def _start(self, name: str) -> None:
        child = subprocess.Popen(
            self.commands[name],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            bufsize=1,
            preexec_fn=die_with_parent,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which then ends them in order
        )
        reader = threading.Thread(target=self._relay, args=(name, child.stdout), daemon=True)
        reader.start()
        self.readers.append(reader)
        self.children[name] = child

    def _relay(self, name: str, lines: IO[str]) -> None:
        with lines:
            for line in lines:
                if line.strip():
                    self.write.write(f"{name:<{self.width}} | {line.rstrip()}\n")
                    self.write.flush()

    def _put_up_the_fallen(self) -> None:
        for name, child in list(self.children.items()):
            if child.poll() is None:
                continue
            self._count_fall(name)
            self.write.write(f"{name:<{self.width}} | 进程意外结束（代码 {child.returncode}），正在重新启动。\n")
            self._start(name)

    def _count_fall(self, name: str) -> None:
        falls = self.falls[name]
        falls.append(time.monotonic())
        if len(falls) == FALLS_ALLOWED and falls[-1] - falls[0] < FALLS_WITHIN:
            raise KeepsFalling(f"{name} 一再意外结束，请看上面以 {name} 开头的记录；可运行 manage.py doctor 查找原因。")

    def _end_all(self) -> None:
        for child in self.children.values():
            child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        for reader in self.readers:
            reader.join(1.0)
