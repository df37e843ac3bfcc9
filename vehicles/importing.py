"""The vehicle list from a file: each row's rules, and a chunk of rows written at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from factory.core import clock
from factory.core.errors import DomainError, Invalid
from factory.exchange.importers import Batch, Column, Importer
from factory.exchange.rows import Outcome, Row, Verdict, wrong
from vehicles import services
from vehicles.models import Vehicle
from vehicles.plates import plate_key
from vehicles.services import Draft

# A file asks for them with every row, and each time they would be worked out anew.
_STATUSES, _KINDS = Vehicle.Status.choices, Vehicle.Kind.choices
_TEXTS = ("owner", "contact", "hours", "reason", "reported_by")
CHUNK = 200
"""Rows, of which SQLite's one writer writes a chunk in about 50 ms."""


def values_of(row: Row, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """Return what a row says of a vehicle; a column that the file lacks says nothing. Pure.

    Nor does an empty status or kind; a last day is valid as a whole. Invalid names the column.
    """
    values: dict[str, Any] = {name: row.text(name, most=300) for name in _TEXTS if row.has(name)}
    for name in ("valid_from", "valid_until"):
        if row.has(name):
            values[name] = _moment(row, name, zone, now)
    if status := row.choice("status", _STATUSES):
        values["status"] = status
    if kind := row.choice("kind", _KINDS):
        values["kind"] = kind
    if status == Vehicle.Status.BLOCKED and not values.get("reason"):
        raise wrong("Say why it is blocked.", "reason")
    return values


def _moment(row: Row, column: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """What an export has written carries its offset; what people type is in the site's zone."""
    text = row.text(column)
    with suppress(ValueError):
        if (exported := datetime.fromisoformat(text)).utcoffset() is not None:
            return exported
    found = row.moment(column, zone, now)
    # By the clock on the wall: a day has 23 or 25 hours where the clocks change.
    last_day = column == "valid_until" and ":" not in text
    return found + timedelta(days=1) if found and last_day else found


def take_vehicles(batch: Batch) -> list[Verdict]:
    """Write a chunk in a handful of statements, however many rows it has.

    The preview writes nothing: all that can be wrong with a row is asked before it is written.
    """
    listing = services.Listing(batch.site, [row.values.get("plate", "") for row in batch.rows])
    drafts: list[Draft] = []
    seen: dict[str, int] = {}
    now = clock.now()

    def act(row: Row) -> Outcome:
        draft = listing.draft(row.text("plate"), values_of(row, batch.site.zone, now))
        first = seen.setdefault(draft.vehicle.key, row.number)
        if first != row.number:
            raise wrong(f"The same plate as in row {first}.", "plate")
        _check_block(draft, row)
        if not draft.is_news:
            return Outcome.SAME
        drafts.append(draft)
        return Outcome.NEW if draft.is_new else Outcome.CHANGED

    verdicts = [_verdict(row, act) for row in batch.rows]
    if not batch.dry:
        services.write_drafts(drafts, act="vehicles.import", caller=batch.caller)
    return verdicts


def _check_block(draft: Draft, row: Row) -> None:
    if draft.lifts_block and not row.flag("lift_block"):
        raise wrong("It is blocked; lift_block says that this row may change that.", "status")
    if draft.blocks_unsaid:
        raise wrong("Say why it is blocked.", "reason")


def _verdict(row: Row, act: Callable[[Row], Outcome]) -> Verdict:
    """Nothing is written for a single row, so that none needs a savepoint."""
    try:
        return Verdict(row.number, act(row))
    except DomainError as error:
        return Verdict(row.number, Outcome.WRONG, _errors(error))


def _errors(error: DomainError) -> dict[str, str]:
    fields = error.fields if isinstance(error, Invalid) else {}
    known = {column.name for column in VEHICLES.columns}
    return {name if name in known else "": text for name, text in fields.items()} or {
        "": error.detail
    }


VEHICLES = Importer(
    name="vehicles.vehicles",
    title="Vehicles",
    perm="vehicles.add_vehicle",
    columns=(
        Column("plate", "as painted; spaces do not matter", "KA 01 AB 1234", required=True),
        Column("status", "AUTHORIZED, BLOCKED or UNKNOWN", "AUTHORIZED"),
        Column("kind", "car, two_wheeler, van, lorry, bus or other", "lorry"),
        Column("owner", "", "Nandi Steels"),
        Column("contact", "", "dispatch desk"),
        Column("valid_from", "site time; empty: always", "2026-01-01 00:00"),
        Column(
            "valid_until", "not valid any more then; a day alone: till it ends", "2026-12-31 18:00"
        ),
        Column("hours", "site time; empty: always", "Mon-Sat 06:00-22:00"),
        Column("reason", "needed for BLOCKED", ""),
        Column("reported_by", "", "Gate 1"),
        Column("lift_block", "yes: the row may take a plate off the block list", ""),
    ),
    key=("plate",),
    take=take_vehicles,
    chunk=CHUNK,
    alike=plate_key,
)
