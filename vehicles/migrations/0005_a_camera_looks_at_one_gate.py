from django.db import migrations
from django.db.models import Exists, OuterRef


def keep_the_oldest(apps, schema_editor):
    """Of the gates of one camera the oldest decided on its reads; the others let go of it."""
    looks = apps.get_model("vehicles", "Gate").cameras.through.objects
    older = looks.filter(camera=OuterRef("camera"), gate__lt=OuterRef("gate"))
    looks.filter(pk__in=list(looks.filter(Exists(older)).values_list("pk", flat=True))).delete()


class Migration(migrations.Migration):
    dependencies = [("vehicles", "0004_reviews_of_reads")]

    operations = [
        migrations.RunPython(keep_the_oldest, migrations.RunPython.noop, elidable=True),
        # Gate.cameras has no model of its own that could declare it.
        migrations.RunSQL(
            "CREATE UNIQUE INDEX gate_of_camera_once ON vehicles_gate_cameras (camera_id)",
            "DROP INDEX gate_of_camera_once",
        ),
    ]
