"""R11: the database itself refuses to lose what must be kept, whoever asks."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from labor.archive import undeletable
from labor.archive.lifting import lift
from labor.models import Attendance, RollStep, WageLine, WageRoll, Worker
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll, roll_in
from tests.site import Site
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal

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


@pytest.mark.django_db
def test_protection_is_lifted_on_record_alone_and_restored_by_the_command(lin: User, wang: User) -> None:
    undeletable.install(connection)
    with pytest.raises(NotAllowed, match="安全管理员"):
        lift(basis="渝档发〔2026〕12号，2015年以前台账移交", by=wang, at=AT)
    with pytest.raises(Refusal, match="至少十个字"):
        lift(basis="到期了", by=lin, at=AT)
    assert undeletable.missing(connection) == []
    lift(basis="渝档发〔2026〕12号，2015年以前台账移交", by=lin, at=AT)
    assert undeletable.missing(connection) == undeletable.names()
    out = StringIO()
    call_command("kept_rows", "--restore", "--by", "lin", stdout=out)
    assert "各表都有禁删保护" in out.getvalue()
    assert undeletable.missing(connection) == []
    told = list(AuditEntry.objects.filter(act__contains="禁删保护").order_by("pk").values_list("act", "rows"))
    assert told == [("解除禁删保护", 1), ("恢复禁删保护", len(undeletable.KEPT))]
    undeletable.remove(connection)


@pytest.mark.faults
def test_a_migrated_site_has_them_all(either_database: tuple[Path, dict[str, str]]) -> None:
    folder, environment = either_database
    assert Site(folder, **environment).manage("shell", "--no-imports", "-c", FORGET).stdout.strip() == "all there"
