"""Entries of the vehicle list, one or many, written at once: recorded, told, looked back for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from factory.alerts import events
from factory.audit.services import record_many
from factory.core import clock
from factory.core.ring import ring
from vehicles.models import Recheck, Vehicle
from vehicles.services.drafts import Draft

LOOK_BACK = timedelta(hours=24)
IN_FLIGHT = timedelta(minutes=1)
"""By then every read that was being decided while the list changed has been written."""

RECHECKS_A_TASK = 100

ALWAYS_WRITTEN = ("blocked_at", "changed_at")


def write_drafts(drafts: Sequence[Draft], *, act: str, caller: Any) -> None:
    """Save entries in the transaction of the caller; five statements, however many there are.

    Looks back for those that become blocked: they may be inside.
    """
    if not drafts:
        return
    now = clock.now()
    history = [draft.history() for draft in drafts]
    blocked = [draft.vehicle for draft in drafts if draft.becomes_blocked]
    for vehicle in blocked:
        vehicle.blocked_at = now
    _save(drafts, now)
    vehicles = [draft.vehicle for draft in drafts]
    record_many(act=act, caller=caller, subjects=list(zip(vehicles, history, strict=True)))
    _look_back(blocked, now)
    tell(vehicles)


def tell(vehicles: Iterable[Vehicle]) -> None:
    """Have the pages show the entries anew."""
    by_site: dict[int, list[int]] = {}
    for vehicle in vehicles:
        by_site.setdefault(vehicle.site_id, []).append(vehicle.pk)
    for site_id, pks in by_site.items():
        events.publish(site_id, "vehicle", "vehicles.view_vehicle", pks)


def _save(drafts: Iterable[Draft], now: datetime) -> None:
    new: list[Vehicle] = []
    old: list[Vehicle] = []
    changed: set[str] = set()
    for draft in drafts:
        draft.vehicle.changed_at = now
        (new if draft.is_new else old).append(draft.vehicle)
        changed |= set() if draft.is_new else draft.changed.keys()
    Vehicle.objects.bulk_create(new)
    # Each field more is a CASE of as many branches as there are rows.
    Vehicle.objects.bulk_update(old, [*ALWAYS_WRITTEN, *sorted(changed)])


def _look_back(blocked: Iterable[Vehicle], now: datetime) -> None:
    spans = ((LOOK_BACK, now), (IN_FLIGHT, now + IN_FLIGHT))
    rows = [
        Recheck(site_id=one.site_id, vehicle=one, since=now - span, not_before=due)
        for one in blocked
        for span, due in spans
    ]
    Recheck.objects.bulk_create(rows)
    ring_for_rechecks([recheck.pk for recheck in rows if recheck.not_before <= now])


def ring_for_rechecks(pks: Sequence[int]) -> None:
    """Ring for look-backs that wait, some at a time: a list may hold many thousand blocked plates."""
    for start in range(0, len(pks), RECHECKS_A_TASK):
        ring("vehicles.recheck", *pks[start : start + RECHECKS_A_TASK])
