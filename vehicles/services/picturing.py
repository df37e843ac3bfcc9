"""The picture of an event that a box or a program told of: what our camera there showed then."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from factory.alerts import events
from factory.core import clock
from factory.core.ring import ring
from factory.evidence.models import Snapshot
from streaming.services import keep_still
from vehicles.models import GateEvent, PlateRead

STILL_KEPT = timedelta(seconds=15)
"""How long cameras hold their frames; a read that is older has none to be found."""


def ask_for_picture(read: PlateRead, event: GateEvent) -> None:
    """Have a worker look for the picture of a new event that came without one, once this commits."""
    missing = read.snapshot_id is None and read.camera_id is not None
    if missing and clock.now() - read.captured_at < STILL_KEPT:
        ring("vehicles.picture", event.pk)


def keep_picture(*, event_id: int) -> None:
    """Keep what the event's camera showed then, where it is still known; safe to repeat."""
    read = (
        PlateRead.objects.filter(event=event_id, fired=True, snapshot=None)
        .exclude(camera=None)
        .first()
    )
    if read is None:
        return
    kept = keep_still(
        camera=read.camera_id, site_id=read.site_id, at=read.captured_at, kind=Snapshot.Kind.VEHICLE
    )
    if kept is None:
        return
    with transaction.atomic():
        PlateRead.objects.filter(pk=read.pk, snapshot=None).update(snapshot=kept)
        GateEvent.objects.filter(pk=event_id, snapshot=None).update(snapshot=kept)
        events.publish(read.site_id, "gate-event", "vehicles.view_gateevent", [event_id])
