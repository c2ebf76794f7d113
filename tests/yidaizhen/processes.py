"""Looking at the processes of an installation."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.site import ROOT, Site

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
