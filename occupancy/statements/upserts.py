"""The common part of the aggregates' upserts: rows that do not change are not written."""

from __future__ import annotations

from collections.abc import Sequence

FIGURES = (
    "samples",
    "count_sum",
    "avg_occupancy",
    "max_occupancy",
    "min_occupancy",
    "entries",
    "exits",
    "peak_at",
    "minutes_seen",
    "coverage",
)


def upsert(table: str, keys: Sequence[str], derived: Sequence[str], select: str) -> str:
    """Return INSERT … SELECT … ON CONFLICT: ``select`` yields keys, derived, FIGURES, computed_at.

    An equal row keeps its ``computed_at``, so that running twice gives identical rows.
    """
    changing = (*derived, *FIGURES)
    columns = ", ".join((*keys, *changing, "computed_at"))
    sets = ", ".join(f"{name} = excluded.{name}" for name in (*changing, "computed_at"))
    old = ", ".join(f"{table}.{name}" for name in changing)
    new = ", ".join(f"excluded.{name}" for name in changing)
    return (
        # SQLite needs the WHERE to tell the upsert's ON from a join's.
        f"INSERT INTO {table} ({columns}) {select} WHERE true"
        f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sets}"
        f" WHERE ({old}) IS DISTINCT FROM ({new})"
    )


def real(expression: str) -> str:
    return f"CAST({expression} AS double precision)"


def whole(expression: str) -> str:
    return f"CAST({expression} AS bigint)"
