"""Reads that wait for something, and those that a device has sent before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from factory.core.leases import State
from factory.sites.models import Site
from vehicles.gate_rules import Reason
from vehicles.models import PlateRead
from vehicles.selectors.earlier import TRACK_LASTS as SAME_TRACK

TRACK_LASTS = timedelta(minutes=5)
MOST_VOTES = 50


def reads_without_lists(*, since: datetime) -> QuerySet[PlateRead]:
    """Return the reads captured since then that were decided without lists, the newest first.

    Those for which the lists were asked again since are left out.
    """
    # Site by site, for reads are indexed by theirs and their moment.
    found: QuerySet[PlateRead] = PlateRead.objects.filter(
        site_id__in=list(Site.objects.order_by().values_list("pk", flat=True)),
        captured_at__gte=since,
        reason=Reason.LISTS_UNREADABLE,
        state=State.DONE,
        failure="",
    )
    return found.select_related("site", "gate", "camera").order_by("-captured_at")


def known_reads(device_id: int | None, event_ids: Iterable[str]) -> dict[str, PlateRead]:
    """Return the reads that this device has sent before, by its own names for them."""
    wanted = [event_id for event_id in event_ids if event_id]
    if device_id is None or not wanted:
        return {}
    rows = PlateRead.objects.filter(device=device_id, device_event_id__in=wanted)
    return {row.device_event_id: row for row in rows}


def voting_reads(read: PlateRead) -> list[PlateRead]:
    """Return the reads of the same track that vote with this one, oldest first.

    Those that have come to no event yet, and of the others those of the very text while its vehicle is
    the same: it need not be agreed on anew.
    """
    same = Q(text=read.text, event__isnull=False, captured_at__gte=read.captured_at - SAME_TRACK)
    rows: QuerySet[PlateRead] = PlateRead.objects.filter(
        Q(event=None) | same,
        camera=read.camera_id,
        track_id=read.track_id,
        state=State.DONE,
        captured_at__gte=read.captured_at - TRACK_LASTS,
    )
    return list(rows.order_by("captured_at", "pk")[:MOST_VOTES])
