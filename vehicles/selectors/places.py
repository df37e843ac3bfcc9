"""Where a read comes from: its site and its gate."""

from __future__ import annotations

from typing import Any, cast

from django.db import connection

from factory.core.memo import Memo
from factory.sites.models import Site
from streaming.models import Camera
from vehicles.models import Gate

_gates: Memo[int, int | None] = Memo()

_DECISIVE = ("id", "site_id", "name", "direction", "policy", "halted", "actuator")
_HOLD = (
    f"SELECT {', '.join(_DECISIVE)} FROM {Gate._meta.db_table}"  # noqa: S608 - our own names
    " WHERE id = %s FOR NO KEY UPDATE"
)


def hold_place(camera_id: int) -> Gate | None:
    """Return the gate that a camera looks at, and hold it till the transaction ends.

    Reads of one place are thereby decided one after the other; a camera without a gate is held
    itself. Keys are not held: facts that point there need not wait. Which gate a camera looks at is
    remembered for a second, what it says (its policy, its kill switch) is not. Only what decides is
    read of the gate; its relay's key is not.
    """
    gate_id = _gates.get(camera_id, lambda: _gate_of(camera_id))
    if gate_id is not None:
        return _held_gate(gate_id)
    Camera.objects.select_for_update(no_key=True).filter(pk=camera_id).values_list("pk").first()
    return None


def _held_gate(gate_id: int) -> Gate | None:
    if connection.vendor != "postgresql":
        rows: Any = Gate.objects.only(*_DECISIVE).filter(pk=gate_id)
        return cast("Gate | None", rows.select_for_update().order_by().first())
    # Sent as it is: a vehicle waits, and the ORM takes longer to build this than it takes to run.
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [gate_id])
        row = cursor.fetchone()
    return Gate.from_db(connection.alias, _DECISIVE, row) if row else None


def _gate_of(camera_id: int) -> int | None:
    gates = Gate.objects.filter(cameras=camera_id).order_by("pk")
    return gates.values_list("pk", flat=True).first()


def site_of(site_id: int) -> Site:
    site: Site = Site.objects.get(pk=site_id)
    return site
