"""When days that cannot be derived are tried again; late policies speak of payroll periods."""

from __future__ import annotations

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("attendance", "0008_days_within_reason")]

    operations = [
        migrations.AddField(
            model_name="dirtyday",
            name="again_at",
            field=models.DateTimeField(
                editable=False,
                help_text="when days that cannot be derived are tried again",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="latepolicy",
            name="every",
            field=models.PositiveSmallIntegerField(
                default=3,
                help_text="so many late days of a payroll period ...",
                validators=[django.core.validators.MinValueValidator(1)],
            ),
        ),
        migrations.AlterField(
            model_name="latepolicy",
            name="forgiven",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="the first late days of a period that do not count"
            ),
        ),
    ]
