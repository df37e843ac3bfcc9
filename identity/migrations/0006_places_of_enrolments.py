from __future__ import annotations

from django.conf import settings
from django.db import migrations, models


def note_places(apps, schema_editor):
    """Note where photos were tried before this was noted: at their template's engine, or, where none
    came back, at the one that settings name.
    """
    enrolments = apps.get_model("identity", "Enrolment").objects
    tried = enrolments.exclude(attempts=0, tried_before=0).select_related("site")
    places = {}
    for template in apps.get_model("identity", "FaceTemplate").objects.exclude(enrolment=None):
        places[template.enrolment_id] = [template.engine, template.collection]
    named = settings.FACE_ENGINE
    if named == "auto":
        aws = settings.AWS_ACCESS_KEY_ID or settings.AWS_ENDPOINT_URL_REKOGNITION
        named = "rekognition" if aws else "local"
    base = settings.REKOGNITION_COLLECTION_ID
    for row in tried:
        collection = base if row.site.is_default else f"{base}-site-{row.site_id}"
        row.places = [places.get(row.pk, [named, collection])]
        row.save(update_fields=["places"])


class Migration(migrations.Migration):
    dependencies = [("identity", "0005_rounds_of_failed_work")]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="places",
            field=models.JSONField(
                default=list,
                editable=False,
                help_text="[engine, collection] of each where it was tried",
            ),
        ),
        migrations.RunPython(note_places, migrations.RunPython.noop),
    ]
