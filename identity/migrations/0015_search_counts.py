"""Searches are counted when they are made; what there was before is counted from the sightings."""

from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncDate

DONE, FAILED = "done", "failed"


def count_the_past(apps, schema_editor):
    """Count settled sightings on the day of their last try, in the site's zone.

    The calls of all their tries with it: a row keeps when its last one was, and how many there were.
    """
    alias = schema_editor.connection.alias
    sites = apps.get_model("sites", "Site").objects.using(alias)
    settled = apps.get_model("identity", "Sighting").objects.using(alias)
    counts = apps.get_model("identity", "SearchCount").objects.using(alias)
    searched = Q(state=DONE, searched=True)
    # Of whom a person said something after it had failed: what is settled by a search has no failure.
    failed = Q(state=FAILED) | (Q(state=DONE, searched=False) & ~Q(failure=""))
    for site in sites.all():
        rows = settled.filter(site=site, state__in=(DONE, FAILED), finished_at__isnull=False)
        days = (
            rows.order_by()
            .values(day=TruncDate("finished_at", tzinfo=ZoneInfo(site.time_zone)))
            .annotate(
                calls=Sum(F("attempts") + F("tried_before"), filter=searched | failed),
                searches=Count("pk", filter=searched),
                paid=Count("pk", filter=searched & Q(engine="rekognition")),
                saved=Count("pk", filter=Q(state=DONE, searched=False, failure="")),
                failed=Count("pk", filter=failed),
            )
        )
        for day in days:
            counts.create(site=site, part=0, **{**day, "calls": day["calls"] or 0})


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0014_photos_removed_one_by_one"),
        ("sites", "0003_device_service"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("part", models.PositiveSmallIntegerField()),
                (
                    "calls",
                    models.PositiveIntegerField(
                        default=0, help_text="requests made, failed ones among them"
                    ),
                ),
                (
                    "searches",
                    models.PositiveIntegerField(
                        default=0, help_text="settled by an engine's answer"
                    ),
                ),
                (
                    "paid",
                    models.PositiveIntegerField(default=0, help_text="answers that cost money"),
                ),
                (
                    "saved",
                    models.PositiveIntegerField(
                        default=0, help_text="settled without asking an engine"
                    ),
                ),
                (
                    "failed",
                    models.PositiveIntegerField(default=0, help_text="given up after the last try"),
                ),
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
                "ordering": ["-day", "part"],
                "constraints": [
                    models.UniqueConstraint(fields=("site", "day", "part"), name="searchcount_once")
                ],
            },
        ),
        migrations.RunPython(count_the_past, migrations.RunPython.noop),
    ]
