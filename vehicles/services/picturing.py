"""The pictures of events that a box or a program told of: what our cameras there showed then."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from factory.alerts import events
from factory.core import clock
from factory.core.ring import ring_soon
from factory.evidence.models import Snapshot
from factory.sites.models import Site
from streaming.services import keep_still
from vehicles.models import GateEvent, PlateRead

STILL_KEPT = timedelta(seconds=15)
"""How long cameras hold their frames; a read that is older has none to be found."""


LOOKED_AT = 50
"""Events that one task looks for; what a busy minute leaves over has no frame any more."""


def ask_for_picture(read: PlateRead, event: GateEvent) -> None:
    """Have a worker look, soon after this commits, for pictures of new events that came without one."""
    missing = event.snapshot_id is None and read.camera_id is not None
    if missing and clock.now() - read.captured_at < STILL_KEPT:
        ring_soon("vehicles.pictures")


def keep_pictures() -> None:
    """Keep what the cameras showed when events of the last seconds came about; safe to repeat."""
    # By site, because reads are indexed by site and time.
    sites = list(Site.objects.values_list("pk", flat=True))
    reads = PlateRead.objects.filter(
        site_id__in=sites, captured_at__gt=clock.now() - STILL_KEPT, fired=True, snapshot=None
    ).exclude(camera=None)
    for read in reads.order_by("-captured_at")[:LOOKED_AT]:
        _keep_picture(read)


def _keep_picture(read: PlateRead) -> None:
    if read.camera_id is None or read.event_id is None:
        return
    kept = keep_still(
        camera=read.camera_id, site_id=read.site_id, at=read.captured_at, kind=Snapshot.Kind.VEHICLE
    )
    if kept is None:
        return
    with transaction.atomic():
        PlateRead.objects.filter(pk=read.pk, snapshot=None).update(snapshot=kept)
        GateEvent.objects.filter(pk=read.event_id, snapshot=None).update(snapshot=kept)
        events.publish(read.site_id, "gate-event", "vehicles.view_gateevent", [read.event_id])
