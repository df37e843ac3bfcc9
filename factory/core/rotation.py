"""Putting everything that is encrypted under the current key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet, TextField
from django.db.models.functions import Cast, Left

from factory.core.encryption import EncryptedTextField, Undecipherable, current_key_id

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
    current = f"{current_key_id()}:"
    # The column's own type would encrypt the prefix that we compare with; and LIKE, which a look for
    # the prefix becomes, takes K1 for k1 on SQLite.
    stored = Cast(field, TextField())
    rows = model._base_manager.annotate(stored=stored, key=Left(stored, len(current)))
    old = rows.exclude(stored="").exclude(stored__isnull=True)
    return old.exclude(key=current)


@dataclass(frozen=True, slots=True)
class Step:
    """How many values a chunk of rows put under the current key, and those that no key opens."""

    done: int
    lost: tuple[str, ...]


def rotate(model: type[Model], field: str) -> Iterator[Step]:
    """Re-encrypt the outdated rows in chunks, yielding what became of each; safe to stop and repeat.

    A value that somebody replaces meanwhile stays as they left it: it is under the current key already.
    One that no configured key opens stays as it is, and the others go on.
    """
    waiting = outdated(model, field).order_by("pk")
    rows = list(waiting[:CHUNK])
    while rows:
        yield _step(rows, field)
        rows = list(waiting.filter(pk__gt=rows[-1].pk)[:CHUNK])


def _step(rows: list[Any], field: str) -> Step:
    done, lost = 0, []
    for row in rows:
        try:
            done += _put(outdated(type(row), field), row, field)
        except Undecipherable as error:
            lost.append(f"{row._meta.label} {row.pk}, {field}: {error}")
    return Step(done, tuple(lost))


def _put(rows: QuerySet[Any], row: Any, field: str) -> int:
    unchanged = rows.filter(pk=row.pk, stored=row.stored)
    return unchanged.update(**{field: getattr(row, field)})
