"""The past of a plate or a track."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from factory.core.leases import State
from vehicles.block_matching import lookup_keys
from vehicles.gate_rules import Reason
from vehicles.models import PlateRead, Vehicle
from vehicles.plates import PlateRules, read_plate

TRACK_LASTS = timedelta(minutes=5)
MOST_VOTES = 50


def reads_like(vehicle: Vehicle, rules: PlateRules, since: datetime) -> QuerySet[PlateRead]:
    """Return the checked reads received since then that the vehicle may be, newest first.

    Its own plate, or one OCR confusion away; those that raised an alert at the time are left out.
    """
    keys = lookup_keys(read_plate(vehicle.plate, rules), rules)
    rows = PlateRead.objects.filter(site_id=vehicle.site_id, key__in=keys, received_at__gte=since)
    told = Q(status=Vehicle.Status.BLOCKED) | Q(reason__in=["", Reason.POSSIBLY_BLOCKED])
    found: QuerySet[PlateRead] = rows.exclude(told)
    return found.select_related("gate", "camera").order_by("-captured_at")


def keys_read(site_ids: Iterable[int], keys: Iterable[str], *, since: datetime) -> set[str]:
    """Return those of the keys that were read at these sites since then: one query, however many."""
    rows = PlateRead.objects.filter(
        site_id__in=set(site_ids), key__in=set(keys), received_at__gte=since
    )
    return set(rows.order_by().values_list("key", flat=True).distinct())


def known_reads(device_id: int | None, event_ids: Iterable[str]) -> dict[str, PlateRead]:
    """Return the reads that this device has sent before, by its own names for them."""
    wanted = [event_id for event_id in event_ids if event_id]
    if device_id is None or not wanted:
        return {}
    rows = PlateRead.objects.filter(device=device_id, device_event_id__in=wanted)
    return {row.device_event_id: row for row in rows}


def waiting_reads(read: PlateRead) -> list[PlateRead]:
    """Return the reads of the same track that have come to no event yet, oldest first."""
    rows: QuerySet[PlateRead] = PlateRead.objects.filter(
        camera=read.camera_id,
        track_id=read.track_id,
        event=None,
        state=State.DONE,
        captured_at__gte=read.captured_at - TRACK_LASTS,
    )
    return list(rows.order_by("captured_at", "pk")[:MOST_VOTES])
