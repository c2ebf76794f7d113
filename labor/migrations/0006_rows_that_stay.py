from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from labor.archive import undeletable


def install(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    undeletable.install(editor.connection)


def remove(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    undeletable.remove(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("labor", "0005_pay_on_its_way")]
    operations = [migrations.RunPython(install, remove)]
