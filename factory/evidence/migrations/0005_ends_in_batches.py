"""Ends that were counted from a retention are emptied, and those that are left get their index.

In batches, outside one transaction: pictures are kept and looked at meanwhile. Safe to begin again, and
to repeat where all this was one migration: what is left are ends that an erasure set, and they stay.
"""

import time
from datetime import timedelta

from django.db import migrations, transaction
from django.utils import timezone

A_DAY = timedelta(days=1)
BATCH = 1000
INDEX = "snapshot_ends"


def keep_own_ends(apps, schema_editor):
    """Keep the ends that an erasure set; those counted from a retention are whole days after the picture."""
    connection = schema_editor.connection
    rows = apps.get_model("evidence", "Snapshot").objects.using(connection.alias).order_by("pk")
    stored, now, after = rows.filter(ends_at__isnull=False), timezone.now(), 0
    while after is not None:
        began = time.monotonic()
        after = _emptied(rows, stored.filter(pk__gt=after), now)
        if connection.vendor == "sqlite":
            # Of SQLite's one writer as much time is left to others as was taken.
            time.sleep(time.monotonic() - began)


def _emptied(rows, stored, now):
    """Empty one batch; return the last key, or None where there is nothing more."""
    with transaction.atomic(using=rows.db):
        # Held, so that no erasure sets an end between our look and our update.
        facts = stored.select_for_update().values_list("pk", "captured_at", "ends_at")[:BATCH]
        batch = list(facts)
        # An erasure sets the moment at which it runs, so that only what is over may be one's.
        counted = [pk for pk, begin, end in batch if end > now or not (end - begin) % A_DAY]
        rows.order_by().filter(pk__in=counted).update(ends_at=None)
    return batch[-1][0] if batch else None


def build_index(apps, schema_editor):
    """Build it while others write, and anew where an earlier try left half of one."""
    model, connection = apps.get_model("evidence", "Snapshot"), schema_editor.connection
    index = next(one for one in model._meta.indexes if one.name == INDEX)
    options = {"concurrently": True} if connection.vendor == "postgresql" else {}
    with connection.cursor() as cursor:
        there = connection.introspection.get_constraints(cursor, model._meta.db_table)
    if INDEX in there:
        schema_editor.remove_index(model, index, **options)
    schema_editor.add_index(model, index, **options)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("evidence", "0004_ends_of_their_own")]

    operations = [
        migrations.RunPython(keep_own_ends),
        migrations.RunPython(build_index),
    ]
