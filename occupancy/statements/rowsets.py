"""Many rows as one parameter, to insert from or to join with: unnest on PostgreSQL, JSON on SQLite."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
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
    parts = zip(columns, zip(*rows, strict=True), strict=True)
    values = {f"{alias}_{name}": array_text(part) for name, part in parts}
    return Rowset(f"unnest({arrays}) AS {alias}({', '.join(columns)})", values)


def array_text(values: Sequence[Any]) -> str:
    """Return numbers, truths, dates and times as PostgreSQL writes an array.

    By hand, because the driver looks at each value for quotes: it took longer than the insert itself.
    """
    found: list[str] = []
    last: Any = found
    text = ""
    for value in values:
        # Hundreds of counters have one hour, day and month.
        if value is not last:
            last, text = value, TEXTS.get(type(value), _other)(value)
        found.append(text)
    return f"{{{','.join(found)}}}"


TEXTS: Mapping[type, Callable[[Any], str]] = {
    int: int.__repr__,
    bool: lambda value: "t" if value else "f",
    date: lambda value: f'"{value.isoformat()}"',
    datetime: lambda value: f'"{value.isoformat()}"',
    type(None): lambda _: "NULL",
}


def _other(value: Any) -> str:
    for kind in (int, date):
        if isinstance(value, kind):
            return TEXTS[kind](value)
    raise TypeError(f"{type(value).__name__} does not go into an array")


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


def moment(value: Any) -> datetime:
    """Return a time that the database yielded as it is: SQLite's are in UTC, and texts or naive."""
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def day(value: Any) -> date:
    """Return a date that the database yielded as it is: SQLite's may be a text."""
    return value if isinstance(value, date) else date.fromisoformat(value)
