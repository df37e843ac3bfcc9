"""Whether a row stands in the history: other rows that name it would forget it if it were deleted."""

from __future__ import annotations

from typing import Any

from django.db.models import PROTECT, SET_NULL, ForeignObjectRel, Model

from factory.core.errors import Conflict

FORGET = (SET_NULL, PROTECT)


def records_naming(row: Model) -> list[str]:
    """Return what other tables call their rows that name this one; one small query for each."""
    found = set()
    for relation in row._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.on_delete not in FORGET:
            continue
        model: Any = relation.related_model
        if model._base_manager.filter(**{relation.field.name: row.pk}).exists():
            found.add(str(model._meta.verbose_name_plural))
    return sorted(found)


def refuse_if_named(row: Model, *, instead: str) -> None:
    """Raise Conflict for a row that stands in the history: what it did would read as the system's."""
    found = records_naming(row)
    if found:
        where = ", ".join(found)
        raise Conflict(
            f"{row} is named in the history ({where}) and stays there; {instead} instead.",
            code="in-history",
        )
