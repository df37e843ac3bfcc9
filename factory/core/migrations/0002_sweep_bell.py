"""The bell of the minute's sweep: a beat row made once, then the operators' own."""

from django.db import migrations


def make(apps, schema_editor):
    IntervalSchedule = apps.get_model("django_celery_beat", "IntervalSchedule")
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    minute, _ = IntervalSchedule.objects.get_or_create(every=60, period="seconds")
    PeriodicTask.objects.get_or_create(
        name="minute_sweep",
        defaults={
            "task": "core.sweep",
            "interval": minute,
            "expire_seconds": 55,
            "description": "Rings for everything that waits: due periods, jobs, searches, deliveries.",
        },
    )


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
