"""Where a read comes from: its site and its gate."""

from __future__ import annotations

from typing import Any, cast

from factory.core.memo import Memo
from factory.sites.models import Site
from streaming.models import Camera
from vehicles.models import Gate

_gates: Memo[int, int | None] = Memo()


def hold_place(camera_id: int) -> Gate | None:
    """Return the gate that a camera looks at, and hold it till the transaction ends.

    Reads of one place are thereby decided one after the other; a camera without a gate is held
    itself. Keys are not held: facts that point there need not wait. Which gate a camera looks at is
    remembered for a second, what it says (its policy, its kill switch) is not.
    """
    gate_id = _gates.get(camera_id, lambda: _gate_of(camera_id))
    if gate_id is not None:
        gates: Any = Gate.objects.select_for_update(no_key=True)
        return cast("Gate | None", gates.filter(pk=gate_id).order_by().first())
    Camera.objects.select_for_update(no_key=True).filter(pk=camera_id).values_list("pk").first()
    return None


def _gate_of(camera_id: int) -> int | None:
    gates = Gate.objects.filter(cameras=camera_id).order_by("pk")
    return gates.values_list("pk", flat=True).first()


def site_of(site_id: int) -> Site:
    site: Site = Site.objects.get(pk=site_id)
    return site
