"""The default site, made once and then the operators' own."""

from django.conf import settings
from django.db import migrations


def make(apps, schema_editor):
    Site = apps.get_model("sites", "Site")
    if not Site.objects.exists():
        Site.objects.create(
            name="Main site", time_zone=settings.SITE_TIME_ZONE, is_default=True
        )


class Migration(migrations.Migration):
    dependencies = [("sites", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
