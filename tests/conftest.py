"""Fixtures every test may ask for. Servers start at need, once a process; a missing program fails with a sentence."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from projects.calendar import forget
from tests.once import dump, made_once, restored
from tests.servers import new_database, private_postgres, private_redis
from tests.site import Site

pytest_plugins = ["tests.cast"]

ASKING = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback", "live_server"}


@pytest.hookimpl(trylast=True)  # after the marks were read
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what asks a database is run again: the rest says the same on both."""
    if connection.vendor != "postgresql":
        return
    again = [item for item in items if _asks_a_database(item)]
    if again != items:
        config.hook.pytest_deselected(items=[item for item in items if item not in set(again)])
        items[:] = again


def _asks_a_database(item: pytest.Item) -> bool:
    marks = {mark.name for mark in item.iter_markers()}
    return bool({"django_db", "postgres"} & marks or ASKING & set(getattr(item, "fixturenames", ())))


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """The tables of this process are made from the models; `test_tables` holds them against those of the migrations."""
    return False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The database of this process: one of which every migration is known to be done, as on a migrated site."""
    settings.MIGRATION_MODULES = {}  # none were looked at while the tables were made; from here on they count again
    with django_db_blocker.unblock():
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for app, name in MigrationLoader(None).disk_migrations:
            recorder.record_applied(app, name)


@pytest.fixture(autouse=True)
def only_the_acts_own_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """The trail is written inside the act's transaction: the one around each test does not count as such."""
    monkeypatch.setattr("units.audit.in_transaction", lambda: any(map(_is_of_the_act, connection.atomic_blocks)))


def _is_of_the_act(block: Any) -> bool:
    return not block._from_testcase


@pytest.fixture(autouse=True)
def working_days_read_anew() -> None:
    """No test knows the working days that another one changed."""
    forget()


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
def migrated_postgres(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a migrated, empty database to copy; migrating takes longer than most tests, so one process does it."""

    def migrate(folder: Path) -> None:
        url = new_database(postgres_server)
        Site(folder, DATABASE_URL=url).manage("migrate", "--verbosity", "0")
        dump(url, folder / "tables.sql")

    return restored(postgres_server, made_once(tmp_path_factory, "migrated-postgres", migrate) / "tables.sql")


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The URL of a private Redis."""
    with private_redis() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a migrated, empty installation on SQLite, to copy."""
    return made_once(tmp_path_factory, "migrated", lambda folder: Site(folder).manage("migrate", "--verbosity", "0"))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either_database(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """Folder and further environment of a migrated, empty installation, on each database."""
    if request.param == "sqlite":
        return Path(shutil.copytree(request.getfixturevalue("migrated_folder"), tmp_path / "data")), {}
    (tmp_path / "data").mkdir()
    url = request.getfixturevalue("migrated_postgres")
    return tmp_path / "data", {"DATABASE_URL": new_database(url, like=url)}


@pytest.fixture
def site(migrated_folder: Path, tmp_path: Path) -> Site:
    """A migrated, empty installation on the embedded default (SQLite, no server)."""
    return Site(Path(shutil.copytree(migrated_folder, tmp_path / "data")))


@pytest.fixture(scope="session")
def demo_site(migrated_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """An installation with the demo data, its month closed and its report issued; a copy of the one made for all."""

    def tell(folder: Path) -> None:
        shutil.copytree(migrated_folder, folder, dirs_exist_ok=True)
        Site(folder).manage("bootstrap_demo")

    told = made_once(tmp_path_factory, "demo", tell)
    return Site(Path(shutil.copytree(told, tmp_path_factory.mktemp("demo") / "data")))
