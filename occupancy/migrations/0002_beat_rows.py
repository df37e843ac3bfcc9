"""The three bells: beat rows made once, then the operators' own to edit and to switch off."""

from django.db import migrations

# name, task, crontab, what it is for. The ledger decides what is due, in each site's own zone.
BELLS = [
    (
        "occupancy_hourly_aggregation",
        "occupancy.hourly_aggregation",
        {"minute": "0"},
        "Hourly Occupancy Aggregation",
    ),
    (
        "occupancy_drift_correction",
        "occupancy.drift_correction",
        {"minute": "0", "hour": "3"},
        "Occupancy Drift Correction",
    ),
    (
        "occupancy_monthly_aggregation",
        "occupancy.monthly_aggregation",
        {"minute": "0", "hour": "0", "day_of_month": "1"},
        "Monthly Occupancy Aggregation",
    ),
]


def make(apps, schema_editor):
    CrontabSchedule = apps.get_model("django_celery_beat", "CrontabSchedule")
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    every = {"minute": "*", "hour": "*", "day_of_month": "*", "month_of_year": "*", "day_of_week": "*"}
    for name, task, when, description in BELLS:
        # Not get_or_create: operators may have several equal crontabs.
        fields = every | when | {"timezone": "UTC"}
        crontab = CrontabSchedule.objects.filter(**fields).first()
        crontab = crontab or CrontabSchedule.objects.create(**fields)
        PeriodicTask.objects.get_or_create(
            name=name,
            defaults={
                "task": task,
                "crontab": crontab,
                "expire_seconds": 1800,
                "description": description,
            },
        )


class Migration(migrations.Migration):
    dependencies = [
        ("occupancy", "0001_initial"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
