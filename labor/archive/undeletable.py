"""Rows that nobody deletes, whoever asks and by whatever door: the database itself refuses (R11).

工资台账 and 用工台账 have times they must be kept (国令724第15、28条), and the pay archive is kept for long. The house
offers no deletion of them; these triggers hold for the database's own console as well. When the law one day allows a
removal, `manage.py kept_rows --lift` takes the triggers away first, on record (docs/operations.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

KEPT = (
    "wageroll", "wageline", "rollstep", "rollapproval", "rollfile", "publicnotice", "noticefile", "objection",
    "paymentbatch", "receipt", "payment", "engagement", "engagementstep", "attendancesheet", "workquantity",
    "worker",
)  # fmt: skip
SENTENCE = "工资和用工台账按规定保存（国务院令第724号第15、28条），数据库不允许删除。"
FUNCTION = "labor_kept_rows"


def names() -> list[str]:
    """The triggers there must be; `manage.py doctor` looks for them."""
    return [f"labor_{table}_is_kept" for table in KEPT]


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers; those that stand are made anew."""
    _run(connection, [*_removals(connection.vendor), *_creations(connection.vendor)])


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away."""
    _run(connection, _removals(connection.vendor))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Which triggers are not there; SQLite loses those of a table that is made over."""
    look = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(look)
        there = {row[0] for row in cursor.fetchall()}
    return [name for name in names() if name not in there]


def _run(connection: BaseDatabaseWrapper, statements: Iterator[str] | list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _removals(vendor: str) -> Iterator[str]:
    for table in KEPT:
        where = "" if vendor == "sqlite" else f" ON labor_{table}"
        yield f"DROP TRIGGER IF EXISTS labor_{table}_is_kept{where}"
        if vendor != "sqlite":
            yield f"DROP TRIGGER IF EXISTS labor_{table}_is_whole ON labor_{table}"
    if vendor != "sqlite":
        yield f"DROP FUNCTION IF EXISTS {FUNCTION}()"


def _creations(vendor: str) -> Iterator[str]:
    if vendor == "sqlite":
        yield from (
            f"CREATE TRIGGER labor_{table}_is_kept BEFORE DELETE ON labor_{table}"
            f" BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            for table in KEPT
        )
        return
    yield (
        f"CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table in KEPT:
        fires = f"ON labor_{table} FOR EACH"
        yield f"CREATE TRIGGER labor_{table}_is_kept BEFORE DELETE {fires} ROW EXECUTE FUNCTION {FUNCTION}()"
        yield f"CREATE TRIGGER labor_{table}_is_whole BEFORE TRUNCATE {fires} STATEMENT EXECUTE FUNCTION {FUNCTION}()"
