from typing import Any

from django.db import migrations
from django.db.models import Q

from vehicles.block_matching import index_of
from vehicles.plate_text import clean


def without_their_badges(apps: Any, schema_editor: Any) -> None:
    """Take the badge off listed plates that end with one, as it is taken off what is read.

    Where the list has the plate without it too, the entry stays as it is, for a person to remove.
    """
    vehicles = apps.get_model("vehicles", "Vehicle").objects
    badges = Q(plate__endswith="IND") | Q(plate__endswith="INDIA") | Q(plate__endswith="BHARAT")
    for row in vehicles.filter(badges).order_by("pk"):
        plate = clean(row.plate)
        index = index_of(plate)
        if plate == row.plate or vehicles.filter(site=row.site_id, key=index["key"]).exists():
            continue
        for name, value in (index | {"plate": plate}).items():
            setattr(row, name, value)
        row.save(update_fields=["plate", *index])


class Migration(migrations.Migration):
    dependencies = [("vehicles", "0006_fewer_indexes_at_the_gate")]

    operations = [
        migrations.RunPython(without_their_badges, migrations.RunPython.noop, elidable=True)
    ]
