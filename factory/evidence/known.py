"""Which files of the snapshot directory a row knows, as an index can answer it."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q

from factory.evidence.models import Snapshot


def is_inside(directory: str) -> Q:
    """Return the condition of rows whose files lie below a directory, as an index can answer it."""
    if connection.vendor == "postgresql":
        return Q(path__startswith=f"{directory}/")
    # SQLite's LIKE goes through the whole table; "0" is the character after "/".
    return Q(path__gt=f"{directory}/", path__lt=f"{directory}0")


def known_among(paths: list[str]) -> frozenset[str]:
    """Return the paths that have a row: plain SQL, since the ORM's IN costs ten times more."""
    if not paths:
        return frozenset()
    marks = ", ".join(["%s"] * len(paths))
    table = connection.ops.quote_name(Snapshot._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT path FROM {table} WHERE path IN ({marks})", paths)  # noqa: S608
        return frozenset(path for (path,) in cursor.fetchall())
