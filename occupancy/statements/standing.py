"""What counters stood at just before a moment: one look for all of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from occupancy.counts import Pair
from occupancy.statements.rowsets import fetch, moment, rowset
from occupancy.statements.stretches import LOG, RESET

COLUMNS = {"camera_id": "bigint", "area_id": "bigint"}
SAID = f"{LOG} AND l.timestamp < %(until)s ORDER BY l.timestamp DESC LIMIT 1"
HELD = f"{RESET} AND r.at < %(until)s ORDER BY r.at DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Stood:
    """The count, and a fact since which nothing earlier matters to it, if one is known at a glance."""

    count: int = 0
    base_at: datetime | None = None


def stood_at(*, site_id: int, pairs: Collection[Pair], until: datetime) -> dict[Pair, Stood]:
    """Return what each counter stood at, by its last reading or reset; relies on the readings' counts."""
    if not pairs:
        return {}
    rows = rowset("w", COLUMNS, sorted(pairs))
    found = fetch(
        f"SELECT w.camera_id, w.area_id, (SELECT r.at {HELD}), (SELECT r.after {HELD}),"  # noqa: S608
        f" (SELECT l.timestamp {SAID}), (SELECT l.current_count {SAID}), (SELECT l.absolute {SAID})"
        f" FROM {rows.sql}",
        {**rows.params, "site": site_id, "until": until},
    )
    return {
        (camera, area): _stood(_time(held_at), held, _time(said_at), said, bool(absolute))
        for camera, area, held_at, held, said_at, said, absolute in found
    }


def _time(value: object) -> datetime | None:
    return moment(value) if value else None


def _stood(
    held_at: datetime | None, held: int, said_at: datetime | None, said: int, absolute: bool
) -> Stood:
    # A reading of a reset's own moment comes after it.
    if said_at is not None and (held_at is None or said_at >= held_at):
        return Stood(said, said_at if absolute else held_at)
    return Stood(held or 0, held_at)
