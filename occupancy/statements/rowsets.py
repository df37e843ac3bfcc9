"""Many rows as one parameter, to insert from or to join with: unnest on PostgreSQL, JSON on SQLite."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Rowset:
    """``sql`` goes into FROM; ``params`` go beside the statement's own, by name."""

    sql: str
    params: dict[str, Any]


def rowset(alias: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> Rowset:
    """Return ``rows`` (at least one) as a table; ``columns`` maps names to PostgreSQL's types."""
    if connection.vendor == "postgresql":
        return _unnest(alias, columns, rows)
    names = ", ".join(f"value ->> {place} AS {name}" for place, name in enumerate(columns))
    text = json.dumps([[bound(value) for value in row] for row in rows])
    return Rowset(f"(SELECT {names} FROM json_each(%({alias})s)) AS {alias}", {alias: text})  # noqa: S608


def _unnest(alias: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> Rowset:
    arrays = ", ".join(f"%({alias}_{name})s::{kind}[]" for name, kind in columns.items())
    values = {f"{alias}_{name}": list(part) for name, part in zip(columns, zip(*rows), strict=True)}  # noqa: B905
    return Rowset(f"unnest({arrays}) AS {alias}({', '.join(columns)})", values)


def bound(value: Any) -> Any:
    """Return a value as this database stores it; SQLite's times are texts that must sort."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def run(sql: str, params: Mapping[str, Any]) -> int:
    """Execute a statement; return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, {name: bound(value) for name, value in params.items()})
        return int(cursor.rowcount)


def fetch(sql: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {name: bound(value) for name, value in params.items()})
        return list(cursor.fetchall())
