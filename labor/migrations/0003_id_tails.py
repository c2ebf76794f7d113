from django.db import migrations


def tell_tails(apps, schema_editor):
    """Those registered before: the tail is what the masked number shows already."""
    Worker = apps.get_model("labor", "Worker")
    for worker in Worker.objects.only("id_masked").iterator():
        Worker.objects.filter(pk=worker.pk).update(id_tail=worker.id_masked[-3:])


class Migration(migrations.Migration):
    dependencies = [("labor", "0002_people_and_work")]
    operations = [migrations.RunPython(tell_tails, migrations.RunPython.noop, elidable=True)]
