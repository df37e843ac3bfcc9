from django.db import migrations, models

from vehicles.block_matching import index_of
from vehicles.plates import plate_key

_TEXT = ("int8_ops", "varchar_pattern_ops")
_CHUNK = 2_000


def _in_chunks(rows):
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:_CHUNK]):
        yield chunk
        last = chunk[-1].pk


def index_the_list(apps, schema_editor):
    """Give every listed vehicle the key that it has by all rules, and what half plates ask for.

    Where two entries of a site come to one key, the one that holds it keeps it; the other keeps its
    own, by which no read finds it, for a person to remove.
    """
    vehicles = apps.get_model("vehicles", "Vehicle").objects
    for rows in _in_chunks(vehicles):
        keys = {row.pk: plate_key(row.plate) for row in rows}
        moved = {row.pk for row in rows if row.key != keys[row.pk]}
        held = set(vehicles.filter(key__in={keys[pk] for pk in moved}).values_list("site_id", "key"))
        for row in rows:
            stays = row.pk in moved and (row.site_id, keys[row.pk]) in held
            held.add((row.site_id, keys[row.pk]))
            index = index_of(row.plate) | ({"key": row.key} if stays else {})
            for name, value in index.items():
                setattr(row, name, value)
        vehicles.bulk_update(rows, ["key", "skeleton", "mirrored"], batch_size=500)


def key_the_past(apps, schema_editor):
    """Those inside now are found by the same key when they leave."""
    events = apps.get_model("vehicles", "GateEvent").objects
    inside = events.filter(admitted=True).exclude(plate="")
    for rows in _in_chunks(inside):
        moved = [row for row in rows if row.key != plate_key(row.plate)]
        for row in moved:
            row.key = plate_key(row.plate)
        events.bulk_update(moved, ["key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("vehicles", "0002_relays_votes_and_passages")]

    operations = [
        migrations.RemoveIndex(model_name="vehicle", name="vehicle_lookalikes"),
        migrations.AddField(
            model_name="vehicle",
            name="mirrored",
            field=models.CharField(
                default="", editable=False, help_text="the skeleton backwards", max_length=32
            ),
            preserve_default=False,
        ),
        migrations.RunPython(index_the_list, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(key_the_past, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="vehicle",
            index=models.Index(
                fields=["site", "skeleton"], name="vehicle_lookalikes", opclasses=_TEXT
            ),
        ),
        migrations.AddIndex(
            model_name="vehicle",
            index=models.Index(
                condition=models.Q(("status", "BLOCKED")),
                fields=["site", "mirrored"],
                name="vehicle_blocked_ends",
                opclasses=_TEXT,
            ),
        ),
    ]
