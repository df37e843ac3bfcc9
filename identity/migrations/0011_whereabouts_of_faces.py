from __future__ import annotations

from django.conf import settings
from django.db import migrations, models

from identity.engines.stand_in import stand_in
from identity.engines.whereabouts import AT, where_is

EMULATOR = "http://127.0.0.1:8181"


def say_where(apps, schema_editor):
    """Write down where Rekognition's collections are: where settings lead, and of faces of an emulator,
    which their model's name tells, at its usual address where settings lead to AWS by now.
    """
    endpoint = settings.AWS_ENDPOINT_URL_REKOGNITION
    here = where_is(
        endpoint=endpoint, region=settings.AWS_REGION, key_id=settings.AWS_ACCESS_KEY_ID
    )
    emulator = here if stand_in(endpoint) else EMULATOR
    emulated = set()
    templates = apps.get_model("identity", "FaceTemplate").objects.filter(engine="rekognition")
    for template in templates.exclude(collection__contains=AT).iterator():
        where = here
        if template.model_version.startswith("emulator"):
            where = emulator
            emulated.add(template.enrolment_id)
        template.collection = f"{template.collection}{AT}{where}"
        template.save(update_fields=["collection"])
    for row in apps.get_model("identity", "Enrolment").objects.exclude(places=[]).iterator():
        where = emulator if row.pk in emulated else here
        row.places = [_told(place, where) for place in row.places]
        row.save(update_fields=["places"])


def _told(place, where):
    engine, collection, *model = place
    if engine == "rekognition" and AT not in collection:
        collection = f"{collection}{AT}{where}"
    return [engine, collection, *model]


class Migration(migrations.Migration):
    dependencies = [("identity", "0010_days_within_reason")]

    operations = [
        migrations.AlterField(
            model_name="facetemplate",
            name="collection",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.RemoveConstraint(model_name="facetemplate", name="facetemplate_of_photo_once"),
        migrations.AddConstraint(
            model_name="facetemplate",
            constraint=models.UniqueConstraint(
                fields=("enrolment", "engine", "collection"), name="facetemplate_of_photo_there"
            ),
        ),
        migrations.RunPython(say_where, migrations.RunPython.noop),
    ]
