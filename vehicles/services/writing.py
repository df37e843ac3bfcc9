"""A read and the event that it makes, written as one: on PostgreSQL in a single statement."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Field, JSONField, Model

from vehicles.models import GateEvent, PlateRead

Fields = tuple["Field[Any, Any]", ...]

# A statement of more than fifty values is taken apart anew each time (psycopg remembers shorter
# ones), so what a read decided at once, or a new event, cannot hold yet is no value.
_FIXED: dict[type[Model], dict[str, str]] = {
    PlateRead: {
        "attempts": "0",
        "claim_token": "NULL",
        "lease_until": "NULL",
        "started_at": "NULL",
        "failure": "''",
    },
    GateEvent: {"overridden_by": "NULL", "overridden_at": "NULL", "overridden_why": "''"},
}


def write_read(read: PlateRead, event: GateEvent | None) -> None:
    """Store a new read and, before it, its event; both or neither. Fills in their numbers.

    A vehicle waits for this, and a round trip to the database is most of what a write costs: outside a
    transaction the one statement is its own.
    """
    if connection.vendor == "postgresql":
        _write_at_once(read, event)
    else:
        _write_one_by_one(read, event)
    for row in (read, event):
        if row is not None:
            row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001


@transaction.atomic
def _write_one_by_one(read: PlateRead, event: GateEvent | None) -> None:
    if event is not None:
        event.save(force_insert=True)
        read.event = event
    read.save(force_insert=True)


def _write_at_once(read: PlateRead, event: GateEvent | None) -> None:
    values = [*(_values(event) if event else []), *_values(read, but="event" if event else "")]
    with connection.cursor() as cursor:
        cursor.execute(_statement(with_event=event is not None), values)
        row = cursor.fetchone()
    assert row is not None, "an INSERT without ON CONFLICT returns its row"
    read.pk = row[0]
    if event is not None:
        event.pk = row[1]
        read.event = event


def _values(row: Model, but: str = "") -> list[Any]:
    return [_value(field, getattr(row, field.attname)) for field in _fields(type(row), but)]


def _value(field: Field[Any, Any], value: Any) -> Any:
    """PostgreSQL takes all but lists as it is; Django would prepare each as long as a look-up takes."""
    return field.get_db_prep_save(value, connection) if isinstance(field, JSONField) else value


@lru_cache(maxsize=8)
def _fields(model: type[Model], but: str) -> Fields:
    """The fields that are values: all except the number, the one named, and what is fixed."""
    left_out = {but, *_FIXED[model]}
    fields = model._meta.concrete_fields
    return tuple(one for one in fields if not one.primary_key and one.name not in left_out)


@lru_cache(maxsize=2)
def _statement(*, with_event: bool) -> str:
    if not with_event:
        return f"{_insert(PlateRead)} RETURNING id"
    event, read = _insert(GateEvent), _insert(PlateRead, event="(SELECT id FROM made)")
    return f"WITH made AS ({event} RETURNING id) {read} RETURNING id, event_id"


def _insert(model: type[Model], *, event: str = "") -> str:
    columns = [str(field.column) for field in _fields(model, "event" if event else "")]
    names = {one.name: str(one.column) for one in model._meta.concrete_fields}
    fixed = {names[name]: sql for name, sql in _FIXED[model].items()}
    values = [*["%s"] * len(columns), *fixed.values()]
    columns = [*columns, *fixed]
    if event:
        columns, values = [*columns, "event_id"], [*values, event]
    into = ", ".join(map(connection.ops.quote_name, columns))
    table = connection.ops.quote_name(model._meta.db_table)
    return f"INSERT INTO {table} ({into}) VALUES ({', '.join(values)})"  # noqa: S608 - our own names
