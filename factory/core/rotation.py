"""Putting everything that is encrypted under the current key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet, TextField
from django.db.models.functions import Cast

from factory.core.encryption import EncryptedTextField, current_key_id

CHUNK = 200


def encrypted_fields() -> list[tuple[type[Model], str]]:
    """Return every (model, field) that holds ciphertext."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, EncryptedTextField)
    ]


def outdated(model: type[Model], field: str) -> QuerySet[Any]:
    """Return the rows whose value is under another key than the current one."""
    # The column's own type would encrypt the prefix that we compare with.
    rows = model._base_manager.annotate(stored=Cast(field, TextField()))
    old = rows.exclude(stored="").exclude(stored__isnull=True)
    return old.exclude(stored__startswith=f"{current_key_id()}:")


def rotate(model: type[Model], field: str) -> Iterator[int]:
    """Re-encrypt the outdated rows in chunks, yielding how many each took; safe to stop and repeat.

    A value that somebody replaces meanwhile stays as they left it: it is under the current key already.
    Raises Undecipherable for a value that no configured key opens; what came before stays rotated.
    """
    while rows := list(outdated(model, field)[:CHUNK]):
        yield sum(_put(outdated(model, field), row, field) for row in rows)


def _put(rows: QuerySet[Any], row: Any, field: str) -> int:
    unchanged = rows.filter(pk=row.pk, stored=row.stored)
    return unchanged.update(**{field: getattr(row, field)})
