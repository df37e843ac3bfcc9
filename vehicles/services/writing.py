"""A read and the event that it makes, written as one: on PostgreSQL in a single statement."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Field, JSONField, Model

from factory.core.statements import fetched
from vehicles.models import Gate, GateEvent, PlateRead

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


def write_read(read: PlateRead, event: GateEvent | None, *, version: str = "") -> bool:
    """Store a new read and, before it, its event; both or neither. Fills in their numbers.

    With the ``version`` of a gate as it was seen (``selectors.place_seen``) an event is only stored
    while it is the gate's, and makes it another; returns whether it was stored. A vehicle waits for
    this, and a round trip to the database is most of what a write costs: outside a transaction the one
    statement is its own.
    """
    if connection.vendor != "postgresql":
        _write_one_by_one(read, event)
    elif not _write_at_once(read, event, version):
        return False
    for row in (read, event):
        if row is not None:
            row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001
    return True


@transaction.atomic
def _write_one_by_one(read: PlateRead, event: GateEvent | None) -> None:
    if event is not None:
        event.save(force_insert=True)
        read.event = event
    read.save(force_insert=True)


def _write_at_once(read: PlateRead, event: GateEvent | None, version: str) -> bool:
    guarded = event is not None and version != ""
    values = [
        *([read.gate_id, version] if guarded else []),
        *(_values(event) if event else []),
        *_values(read, but="event" if event else ""),
    ]
    rows = fetched(_statement(with_event=event is not None, guarded=guarded), values)
    if not rows:
        return False
    read.pk = rows[0][0]
    if event is not None:
        event.pk = rows[0][1]
        read.event = event
    return True


def _values(row: Model, but: str = "") -> list[Any]:
    return [_value(field, getattr(row, field.attname)) for field in _fields(type(row), but)]


def _value(field: Field[Any, Any], value: Any) -> Any:
    """PostgreSQL takes all but lists as it is; Django would look at each as long as a look-up takes."""
    return field.get_db_prep_save(value, connection) if isinstance(field, JSONField) else value


@lru_cache(maxsize=8)
def _fields(model: type[Model], but: str) -> Fields:
    """The fields that are values: all except the number, the one named, and what is fixed."""
    left_out = {but, *_FIXED[model]}
    fields = model._meta.concrete_fields
    return tuple(one for one in fields if not one.primary_key and one.name not in left_out)


@lru_cache(maxsize=4)
def _statement(*, with_event: bool, guarded: bool) -> str:
    if not with_event:
        return f"{_insert(PlateRead)} RETURNING id"
    event = _insert(GateEvent, guarded=guarded)
    read = _insert(PlateRead, event="(SELECT id FROM made)", guarded=guarded)
    first = f"{_MINE}, " if guarded else ""
    return f"WITH {first}made AS ({event} RETURNING id) {read} RETURNING id, event_id"


# Whoever waits for another's change of the row asks again by the row as it then is: of two that saw
# one version, one finds it.
_MINE = (
    f"mine AS (UPDATE {Gate._meta.db_table} SET halted = halted"  # noqa: S608 - our own names
    " WHERE id = %s AND xmin::text = %s RETURNING id)"
)


def _insert(model: type[Model], *, event: str = "", guarded: bool = False) -> str:
    columns = [str(field.column) for field in _fields(model, "event" if event else "")]
    names = {one.name: str(one.column) for one in model._meta.concrete_fields}
    fixed = {names[name]: sql for name, sql in _FIXED[model].items()}
    values = [*["%s"] * len(columns), *fixed.values()]
    columns = [*columns, *fixed]
    if event:
        columns, values = [*columns, "event_id"], [*values, event]
    into = ", ".join(map(connection.ops.quote_name, columns))
    table = connection.ops.quote_name(model._meta.db_table)
    given = ", ".join(values)
    rows = f"SELECT {given} FROM mine" if guarded else f"VALUES ({given})"  # noqa: S608
    return f"INSERT INTO {table} ({into}) {rows}"
