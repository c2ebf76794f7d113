"""What every test process needs and one of them makes: kept beside their folders, made under a lock."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers import new_database, postgres_programs


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name`, filled by `make` in whichever process asks first; the others wait and find it."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _fill(shared / f"{name}.begun", make).rename(folder)
    return folder


def _fill(folder: Path, make: Callable[[Path], object]) -> Path:
    """What an attempt that failed left behind is thrown away first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    make(folder)
    return folder


def dump(url: str, file: Path) -> None:
    """Write a database's tables and rows as SQL."""
    subprocess.run([_program("pg_dump"), "--no-owner", "--file", file, "--dbname", _told(url)], check=True)


def restored(server: str, file: Path) -> str:
    """The URL of a new database on this server with what the file says."""
    url = new_database(server)
    quiet = ["--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--output", "/dev/null"]
    subprocess.run([_program("psql"), *quiet, "--dbname", _told(url), "--file", file], check=True)
    return url


def _program(name: str) -> str:
    return str(Path(postgres_programs()[0]).resolve().with_name(name))


def _told(url: str) -> str:
    return url.replace("postgres://", "postgresql://", 1)
