"""发文机关 is the office's own: its row moves down to `units`, where every floor that writes papers reads it."""

from __future__ import annotations

from typing import Any

from django.db import migrations

NAMED = (  # PostgreSQL keeps the names of what hangs on a renamed table
    "ALTER TABLE units_issuingoffice RENAME CONSTRAINT {old}_issuingoffice_pkey TO {new}_issuingoffice_pkey",
    "ALTER SEQUENCE {old}_issuingoffice_id_seq RENAME TO {new}_issuingoffice_id_seq",
)


def rename(editor: Any, old: str, new: str) -> None:
    if editor.connection.vendor == "postgresql":
        for sentence in NAMED:
            editor.execute(sentence.format(old=old, new=new))


def forwards(apps: Any, editor: Any) -> None:
    rename(editor, "dispatch", "units")


def backwards(apps: Any, editor: Any) -> None:
    rename(editor, "units", "dispatch")


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0002_reports_on_their_way"), ("units", "0002_messages")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterModelTable("IssuingOffice", "units_issuingoffice"),
                migrations.RunPython(forwards, backwards),
            ],
            state_operations=[migrations.DeleteModel("IssuingOffice")],
        )
    ]
