"""The users of cameras are encrypted as their passwords are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import migrations

import factory.core.encryption
from factory.core.encryption import Sealed

BATCH = 200


def encrypt_users(apps: Any, schema_editor: Any) -> None:
    """Encrypt those in clear, which the field takes for ciphertext that no key opens."""
    rows = _rows(apps, schema_editor)
    for row in _with_user(rows):
        kept = row.__dict__["user"]
        if isinstance(kept, Sealed):
            rows.filter(pk=row.pk).update(user=kept.stored)


def decrypt_users(apps: Any, schema_editor: Any) -> None:
    """Write them in clear again; raises Undecipherable, and changes nothing, where a key is missing."""
    rows = _rows(apps, schema_editor)
    for row in _with_user(rows):
        # Sealed is what the field writes as it stands.
        rows.filter(pk=row.pk).update(user=Sealed(row.user))


def _rows(apps: Any, schema_editor: Any) -> Any:
    return apps.get_model("streaming", "Camera").objects.using(schema_editor.connection.alias)


def _with_user(rows: Any) -> Iterator[Any]:
    """Give the cameras that have a user, a batch at a time."""
    after = 0
    while batch := list(rows.filter(pk__gt=after).order_by("pk").only("user")[:BATCH]):
        yield from (row for row in batch if row.__dict__["user"])
        after = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("streaming", "0004_camerastatus_analysed_at")]

    operations = [
        # First, so that there is room for the ciphertext; and last of all when going back.
        migrations.AlterField(
            model_name="camera",
            name="user",
            field=factory.core.encryption.EncryptedTextField(blank=True, max_length=120),
        ),
        migrations.RunPython(encrypt_users, decrypt_users),
    ]
