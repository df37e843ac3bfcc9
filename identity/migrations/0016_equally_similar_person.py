"""Who is as similar as the likeliest person, where a review has to choose between two."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("identity", "0015_search_counts")]

    operations = [
        migrations.AddField(
            model_name="sighting",
            name="runner_up",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                help_text="for REVIEW: another person who is as similar",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="doubtful_sightings",
                to="identity.employee",
            ),
        ),
        migrations.AddField(
            model_name="sighting",
            name="runner_up_similarity",
            field=models.FloatField(editable=False, help_text="percent", null=True),
        ),
        migrations.AddIndex(
            model_name="sighting",
            index=models.Index(
                condition=Q(runner_up__isnull=False),
                fields=["runner_up"],
                name="sighting_of_runner_up",
            ),
        ),
    ]
