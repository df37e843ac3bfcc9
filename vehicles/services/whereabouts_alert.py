"""The alert of a look back: where the vehicle is that was just blocked."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.db import transaction

from factory.alerts.models import Severity
from factory.alerts.services import raise_alert
from vehicles import selectors
from vehicles.models import PlateRead, Recheck
from vehicles.plates import plate_key
from vehicles.whereabouts import Trace, stay_of

logger = logging.getLogger(__name__)
NAMED = 20
"""Reads that an alert lists; their number is said in any case."""


def trace_of(recheck: Recheck, reads: Sequence[PlateRead]) -> Trace:
    vehicle, newest = recheck.vehicle, reads[0] if reads else None
    keys = {plate_key(selectors.shown_by(read)) for read in reads}
    visits = selectors.last_visits(vehicle.site, {vehicle.key, *keys})
    return Trace(
        vehicle.plate,
        vehicle.key,
        recheck.since,
        reads=len(reads),
        last_read_at=newest.captured_at if newest else None,
        last_read_where=str((newest and (newest.gate or newest.camera)) or "a place unknown"),
        certain=vehicle.key in keys,
        stay=stay_of(vehicle.key, visits.values()),
    )


def tell_of(recheck: Recheck, trace: Trace, reads: Sequence[PlateRead]) -> None:
    vehicle = recheck.vehicle
    text = trace.told(vehicle.site.zone)
    raise_alert(
        site_id=vehicle.site_id,
        kind="blocked-vehicle-inside",
        text=text,
        dedup_key=f"blocked-vehicle-inside:{vehicle.pk}:{vehicle.blocked_at}",
        severity=Severity.CRITICAL if trace.is_grave else Severity.WARNING,
        subject=vehicle,
        detail={"reads": [read.pk for read in reads[:NAMED]], "certain": trace.certain},
    )
    transaction.on_commit(lambda: logger.error("❌ %s", text))
