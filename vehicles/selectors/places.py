"""Where a read comes from: its site, its gate, and what was decided there of late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.db import connection

from factory.core.memo import Memo
from factory.core.statements import fetched
from factory.sites.models import Site
from streaming.models import Camera
from vehicles.models import Gate, PlateRead
from vehicles.repeats import Earlier
from vehicles.selectors.earlier import (
    NEWEST_FIRST,
    PAST_AT_GATE,
    distinct,
    earlier_events,
    past_values,
)

_gates: Memo[int, int | None] = Memo()

# Only what decides is read of a gate; its relay's key is not.
_DECISIVE = ("id", "site_id", "name", "direction", "policy", "halted", "actuator")
_TABLE = Gate._meta.db_table
_CAMERAS = Gate.cameras.through._meta.db_table
_HOLD = (
    f"UPDATE {_TABLE} SET halted = halted WHERE id = %s"  # noqa: S608 - our own names
    f" RETURNING {', '.join(_DECISIVE)}"
)
_LOOK = (
    f"SELECT {', '.join(f'g.{name}' for name in _DECISIVE)}, g.xmin::text,"  # noqa: S608
    f" p.event_id, p.decision, p.key, p.admitted FROM {_TABLE} g JOIN {_CAMERAS} c ON c.gate_id = g.id"
    f" LEFT JOIN LATERAL ({PAST_AT_GATE}) p ON TRUE WHERE c.camera_id = %s {NEWEST_FIRST}"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a read was made: its gate, and the events that it may belong to, the newest first.

    ``version`` is that of the gate's row, which each new event there changes; "" where the place is
    held, or is none.
    """

    gate: Gate | None = None
    earlier: Sequence[Earlier] = ()
    version: str = ""


def place_seen(read: PlateRead, cooldown: timedelta) -> Place | None:
    """Return the place of a read as it stands, in one statement that holds nobody up.

    Whoever makes an event of it sees to it that the ``version`` is still the gate's. None where that
    cannot be done, so that the place has to be held: on SQLite, and at a camera without a gate.
    """
    if read.camera_id is None:
        return Place()
    if connection.vendor != "postgresql":
        return None
    rows = fetched(_LOOK, [*past_values(read, cooldown), read.camera_id])
    if not rows:
        return None
    known = len(_DECISIVE)
    past = distinct(row[known + 1 :] for row in rows if row[known + 1] is not None)
    return Place(_gate(rows[0][:known]), past, rows[0][known])


def place_held(read: PlateRead, cooldown: timedelta) -> Place:
    """Return the place of a read, and hold it till the transaction ends."""
    gate = hold_gate(read.camera_id) if read.camera_id is not None else None
    return Place(gate, earlier_events(read, gate, cooldown))


def hold_gate(camera_id: int) -> Gate | None:
    """Return the gate that a camera looks at, and hold it till the transaction ends.

    Reads of one place are thereby decided one after the other; a camera without a gate is held
    itself. Keys are not held: facts that point there need not wait. Which gate a camera looks at is
    remembered for a second, what it says (its policy, its kill switch) is not.
    """
    gate_id = _gate_of(camera_id)
    if gate_id is not None:
        return _held_gate(gate_id)
    Camera.objects.select_for_update(no_key=True).filter(pk=camera_id).values_list("pk").first()
    return None


def _held_gate(gate_id: int) -> Gate | None:
    if connection.vendor != "postgresql":
        rows: Any = Gate.objects.only(*_DECISIVE).filter(pk=gate_id)
        return cast("Gate | None", rows.select_for_update().order_by().first())
    # Written, not only locked: whoever saw the place before must see that its version is another.
    rows = fetched(_HOLD, [gate_id])
    return _gate(rows[0]) if rows else None


def _gate(row: tuple[Any, ...]) -> Gate:
    return Gate.from_db(connection.alias, _DECISIVE, row)


def _gate_of(camera_id: int) -> int | None:
    return _gates.get(camera_id, lambda: _asked_gate(camera_id))


def _asked_gate(camera_id: int) -> int | None:
    return Gate.objects.filter(cameras=camera_id).order_by().values_list("pk", flat=True).first()


def site_of(site_id: int) -> Site:
    site: Site = Site.objects.get(pk=site_id)
    return site
