"""The tables made from the models, on which the tests run, are those which the migrations make, on both databases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.once import dump, restored
from tests.servers import new_database
from tests.site import Site

pytestmark = pytest.mark.faults

# Without migrations, as the fixture `django_db_use_migrations` asks for.
FROM_MODELS = """
from django.apps import apps
from django.conf import settings
settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
"""
# Every column with its type, every key, unique rule and check as the database itself writes it down; order aside.
TABLES = """
import json, re
from django.db import connection
if connection.vendor == "sqlite":
    statements = [
        "SELECT tbl_name, sql FROM sqlite_master"
        " WHERE type <> 'trigger' AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    ]
else:
    statements = [
        "SELECT table_name, concat_ws(' ', column_name, data_type, character_maximum_length, numeric_precision,"
        " numeric_scale, is_nullable, column_default, is_identity, collation_name)"
        " FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace",
        "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    ]
def parts(sql):
    depth, part = 0, ""
    for sign in sql:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 1:
            yield part.strip()
            part = ""
        else:
            part += sign
    yield part.strip()
def clauses(sql):
    found = re.fullmatch(r"CREATE TABLE \\S+ (\\(.*\\))", sql, re.DOTALL)
    return list(parts("(" + found.group(1)[1:-1].strip())) if found else [sql]
rows = []
with connection.cursor() as cursor:
    for statement in statements:
        cursor.execute(statement)
        rows += [(table, clause.lstrip("( ")) for table, sql in cursor.fetchall() for clause in clauses(sql)]
print(json.dumps(sorted(row for row in rows if not row[0].startswith(("auth_", "django_")))))  # Django proves its own
"""


def tables(site: Site) -> list[list[str]]:
    found: list[list[str]] = json.loads(site.manage("shell", "--verbosity", "0", "--command", TABLES).stdout)
    return found


def test_models_and_migrations_make_the_same_tables(
    either_database: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    folder, extra = either_database
    (tmp_path / "models").mkdir()
    fresh = {"DATABASE_URL": new_database(extra["DATABASE_URL"])} if extra else {}
    from_models = Site(tmp_path / "models", **fresh)
    from_models.manage("shell", "--verbosity", "0", "--command", FROM_MODELS)
    if fresh:  # as the migrated ones came: PostgreSQL words a check anew when its tables are written out and read in
        dump(fresh["DATABASE_URL"], tmp_path / "tables.sql")
        from_models = Site(tmp_path / "models", DATABASE_URL=restored(extra["DATABASE_URL"], tmp_path / "tables.sql"))
    ours, theirs = tables(from_models), tables(Site(folder, **extra))
    assert [row for row in ours if row not in theirs] == []
    assert [row for row in theirs if row not in ours] == []
    assert len(theirs) > 500  # the tables were read at all
