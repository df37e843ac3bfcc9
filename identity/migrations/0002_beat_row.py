"""The bell of the nightly clean-up: a beat row made once, then the operators' own."""

import json

from django.db import migrations


def make(apps, schema_editor):
    CrontabSchedule = apps.get_model("django_celery_beat", "CrontabSchedule")
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    fields = {
        "minute": "30",
        "hour": "3",
        "day_of_month": "*",
        "month_of_year": "*",
        "day_of_week": "*",
        "timezone": "UTC",
    }
    # Not get_or_create: operators may have several equal crontabs.
    crontab = CrontabSchedule.objects.filter(**fields).first()
    crontab = crontab or CrontabSchedule.objects.create(**fields)
    PeriodicTask.objects.get_or_create(
        name="identity_snapshot_cleanup",
        defaults={
            "task": "core.work_due",
            "args": json.dumps(["identity_snapshot_cleanup"]),
            "crontab": crontab,
            "expire_seconds": 1800,
            "description": "Snapshot cleanup, at 03:30 of the default site",
        },
    )


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0001_initial"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
