"""Fixtures every test may ask for. Servers start at need, once a process; a missing program fails with a sentence."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.servers import new_database, private_postgres, private_redis
from tests.site import Site

pytest_plugins = ["tests.cast"]


@pytest.fixture(autouse=True)
def only_the_acts_own_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """The trail is written inside the act's transaction: the one around each test does not count as such."""
    monkeypatch.setattr("units.audit.in_transaction", lambda: any(map(_is_of_the_act, connection.atomic_blocks)))


def _is_of_the_act(block: Any) -> bool:
    return not block._from_testcase


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a private PostgreSQL cluster."""
    with private_postgres() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """The URL of an empty database for this test alone."""
    return new_database(postgres_server)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The URL of a private Redis."""
    with private_redis() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("migrated")
    Site(folder).manage("migrate", "--verbosity", "0")
    return folder


@pytest.fixture
def site(migrated_folder: Path, tmp_path: Path) -> Site:
    """A migrated, empty installation on the embedded default (SQLite, no server)."""
    return Site(Path(shutil.copytree(migrated_folder, tmp_path / "data")))


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """An installation with the demo data, its month closed and its report issued; made once a process."""
    site = Site(tmp_path_factory.mktemp("demo"))
    site.manage("migrate", "--verbosity", "0")
    site.manage("bootstrap_demo")
    return site
