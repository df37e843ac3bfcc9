"""Attendance's bells: beat rows made once, then the operators' own to edit and to switch off."""

from django.db import migrations

# name, task, seconds, how long a late ring still counts, what it is for
BELLS = [
    (
        "attendance_intake",
        "attendance.take_decisions",
        10,
        9,
        "Takes identity's decisions: recognised faces become punches.",
    ),
    (
        "attendance_days",
        "attendance.open_days",
        900,
        800,
        "Opens the day at each site's midnight, so that who is expected can be missed.",
    ),
]


def make(apps, schema_editor):
    IntervalSchedule = apps.get_model("django_celery_beat", "IntervalSchedule")
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    for name, task, seconds, expires, description in BELLS:
        # Not get_or_create: operators may have several equal intervals.
        fields = {"every": seconds, "period": "seconds"}
        interval = IntervalSchedule.objects.filter(**fields).first()
        interval = interval or IntervalSchedule.objects.create(**fields)
        PeriodicTask.objects.get_or_create(
            name=name,
            defaults={
                "task": task,
                "interval": interval,
                "expire_seconds": expires,
                "description": description,
            },
        )


class Migration(migrations.Migration):
    dependencies = [
        ("attendance", "0001_initial"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
