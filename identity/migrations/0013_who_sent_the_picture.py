"""Who sent the picture of a sighting, where that was a person."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0012_who_refused_a_photo"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="sighting",
            name="reported_by",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                help_text="the person who sent the picture; none for cameras and devices",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
