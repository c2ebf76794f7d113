"""发文机关 is the office's own: its row moves down to `units`, where every floor that writes papers reads it."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0002_reports_on_their_way"), ("units", "0002_messages")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable("IssuingOffice", "units_issuingoffice")],
            state_operations=[migrations.DeleteModel("IssuingOffice")],
        )
    ]
