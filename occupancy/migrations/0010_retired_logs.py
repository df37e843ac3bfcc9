from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Max


def remember(apps: Any, schema_editor: Any) -> None:
    """What was retired before is known by the counts that were carried over then."""
    resets = apps.get_model("occupancy", "CountReset").objects.filter(reason="carried")
    found = resets.order_by().values_list("site").annotate(Max("at"))
    model = apps.get_model("occupancy", "RetiredLogs")
    model.objects.bulk_create(model(site_id=site, until=until) for site, until in found)


class Migration(migrations.Migration):
    dependencies = [
        ("occupancy", "0009_clocks_ahead"),
        ("sites", "0003_device_service"),
    ]

    operations = [
        migrations.CreateModel(
            name="RetiredLogs",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateTimeField()),
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
                "verbose_name_plural": "retired logs",
                "constraints": [
                    models.UniqueConstraint(fields=("site",), name="retiredlogs_once")
                ],
            },
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
