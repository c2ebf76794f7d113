"""R11: the database itself refuses to lose what must be kept, whoever asks."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from labor.archive import undeletable
from labor.models import Attendance, RollStep, WageLine, WageRoll, Worker
from tests.labor.paying import MakeRoll, roll_in
from tests.site import Site

__all__ = ["roll_in"]

FORGET = """
from django.db import connection
from labor.archive import undeletable
print(",".join(undeletable.missing(connection)) or "all there")
"""


@pytest.mark.django_db
def test_neither_console_nor_code_deletes_a_roll_its_lines_or_its_people(roll_in: MakeRoll) -> None:
    roll = roll_in()
    undeletable.install(connection)
    for kept in (WageLine, RollStep, WageRoll, Worker):
        with pytest.raises(DatabaseError, match="不允许删除"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {kept._meta.db_table}")
    with pytest.raises(DatabaseError, match="不允许删除"), transaction.atomic():
        roll.delete()
    assert WageRoll.objects.filter(pk=roll.pk).exists()
    undeletable.remove(connection)


@pytest.mark.django_db
def test_every_kept_table_is_one_of_ours_and_days_may_still_be_unticked() -> None:
    tables = set(connection.introspection.table_names())
    assert {f"labor_{name}" for name in undeletable.KEPT} <= tables
    assert Attendance._meta.db_table not in {f"labor_{name}" for name in undeletable.KEPT}


@pytest.mark.faults
def test_a_migrated_site_has_them_all(either_database: tuple[Path, dict[str, str]]) -> None:
    folder, environment = either_database
    assert Site(folder, **environment).manage("shell", "--no-imports", "-c", FORGET).stdout.strip() == "all there"
