from typing import Any

from django.db import migrations, models
from django.db.models import Min

import factory.core.clock


def opened_with_their_first_readings(apps: Any, schema_editor: Any) -> None:
    """Say of areas that are there since when: their first hour that was read, else their first part.

    Those that have neither are new.
    """
    tables = (
        ("OccupancyDailyAggregate", "area_id", "hour_start"),
        ("DirtyHour", "area_id", "hour_start"),
        ("AreaCamera", "area", "since"),
    )
    first: dict[int, Any] = {}
    for name, area, when in tables:
        rows = apps.get_model("occupancy", name).objects.exclude(**{when: None}).order_by()
        for pk, at in rows.values_list(area).annotate(first=Min(when)):
            first[pk] = min(at, first.get(pk, at))
    for row in apps.get_model("occupancy", "Area").objects.filter(pk__in=first):
        row.opened_at = min(row.opened_at, first[row.pk])
        row.save(update_fields=["opened_at"])


class Migration(migrations.Migration):
    dependencies = [("occupancy", "0012_counts_without_bound")]

    operations = [
        migrations.AddField(
            model_name="area",
            name="opened_at",
            field=models.DateTimeField(
                default=factory.core.clock.now,
                editable=False,
                help_text="since when it is counted: no day that began before is judged, and no count"
                " set right",
            ),
        ),
        migrations.RunPython(opened_with_their_first_readings, migrations.RunPython.noop),
    ]
