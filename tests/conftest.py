"""Fixtures every test may ask for. Servers start at need, once a process; a missing program fails with a sentence."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import new_database, private_postgres, private_redis
from tests.site import Site

pytest_plugins = ["tests.cast"]

pytest_plugins = ["tests.cast"]


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
