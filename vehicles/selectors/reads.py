"""The past of a plate or a track."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from factory.core.leases import State
from vehicles.gate_rules import Reason
from vehicles.models import PlateRead, Vehicle

TRACK_LASTS = timedelta(minutes=5)
MOST_VOTES = 50

LATEST = timedelta(days=3)
"""After its capture a read arrives by then; reads are indexed by the moment of their capture."""


def reads_of(site_id: int, texts: Iterable[str], since: datetime) -> QuerySet[PlateRead]:
    """Return the checked reads of these texts received since then, newest first.

    Those that raised an alert at the time are left out.
    """
    rows = PlateRead.objects.filter(
        site_id=site_id,
        text__in=set(texts),
        captured_at__gte=since - LATEST,
        received_at__gte=since,
    )
    told = Q(status=Vehicle.Status.BLOCKED) | Q(reason__in=["", Reason.POSSIBLY_BLOCKED])
    found: QuerySet[PlateRead] = rows.exclude(told)
    return found.select_related("gate", "camera").order_by("-captured_at")


def texts_read(site_ids: Iterable[int], *, since: datetime) -> dict[int, list[str]]:
    """Return what was read at these sites since then, each text once: one query, however many."""
    rows = PlateRead.objects.filter(
        site_id__in=set(site_ids), captured_at__gte=since - LATEST, received_at__gte=since
    )
    found: dict[int, list[str]] = {}
    for site_id, text in rows.order_by().values_list("site_id", "text").distinct():
        found.setdefault(site_id, []).append(text)
    return found


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
