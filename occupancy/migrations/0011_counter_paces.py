import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import factory.core.clock


class Migration(migrations.Migration):
    dependencies = [
        ("occupancy", "0010_retired_logs"),
        ("sites", "0003_device_service"),
    ]

    operations = [
        migrations.AddField(
            model_name="areacamera",
            name="reports_every",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                help_text="minutes, of a counter that reports by itself; empty: learnt from its readings."
                " What is not told for longer is a gap",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(30),
                ],
            ),
        ),
        migrations.CreateModel(
            name="CounterPace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area_id", models.BigIntegerField(default=0)),
                ("camera_id", models.BigIntegerField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("since", models.DateTimeField()),
                ("learnt", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField(default=factory.core.clock.now)),
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
                "ordering": ["site", "area_id", "camera_id", "since"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("site", "area_id", "camera_id", "since"), name="counterpace_once"
                    )
                ],
            },
        ),
    ]
