from __future__ import annotations

from collections import Counter
from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.db import migrations, models


def count(apps, schema_editor):
    """Count the photos that were paid for so far and are still there."""
    templates = apps.get_model("identity", "FaceTemplate").objects.filter(engine="rekognition")
    rows = templates.exclude(enrolment=None).values_list(
        "site", "site__time_zone", "enrolment__created_at"
    )
    counted = Counter((site, at.astimezone(ZoneInfo(zone)).date()) for site, zone, at in rows)
    model = apps.get_model("identity", "PaidEnrolments")
    model.objects.bulk_create(
        model(site_id=site, day=day, count=number) for (site, day), number in counted.items()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0008_inactive_since"),
        ("sites", "0003_device_service"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaidEnrolments",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("count", models.PositiveIntegerField(default=0)),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sites.site",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "paid enrolments",
                "ordering": ["-day"],
                "constraints": [
                    models.UniqueConstraint(fields=("site", "day"), name="paidenrolments_once")
                ],
            },
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
