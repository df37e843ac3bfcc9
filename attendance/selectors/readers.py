"""What may still bring punches of a site: its devices and cameras, and faces not decided yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from attendance.closing import Reader
from attendance.models import Punch
from factory.core.leases import State
from factory.sites.models import Device
from identity.models import Outcome, Sighting
from streaming.models import Camera, CameraStatus

_FACES = '"identity"'
"""As text, because not every database looks into a list; no other recogniser's name contains it."""


def site_readers(site_id: int) -> tuple[Reader, ...]:
    """Return the site's attendance readers, those no more in service too: two queries."""
    return (*_devices(site_id), *_cameras(site_id))


def _devices(site_id: int) -> list[Reader]:
    """Terminals count from the start; others, which may only count people, once they told of people.

    One that is off, nobody knows since when, counts for nothing.
    """
    of_device = {"device_id": OuterRef("pk")}
    told = Exists(Punch.objects.filter(**of_device)) | Exists(Sighting.objects.filter(**of_device))
    readers = Q(kind=Device.Kind.TERMINAL) | Q(reported_until__isnull=False) | Q(told)
    known = Q(enabled=True) | Q(retired_at__isnull=False)
    rows = Device.objects.filter(readers, known, site_id=site_id).order_by("pk")
    return [
        Reader(reported_until=until, seen_at=seen_at, since=since, retired_at=retired_at)
        for until, seen_at, since, retired_at in rows.values_list(
            "reported_until", "seen_at", "in_service_since", "retired_at"
        )
    ]


def _cameras(site_id: int) -> list[Reader]:
    """Cameras whose faces are looked at count from their first picture on, but not while they rest.

    What one did not see nobody will hear of: it has told all up to the last picture that was looked
    at.
    """
    rows = Camera.objects.filter(
        site_id=site_id, enabled=True, consumers__icontains=_FACES, status__frame_at__isnull=False
    ).exclude(status__state=CameraStatus.State.DISABLED)
    return [
        Reader(seen_at=analysed_at and min(frame_at, analysed_at), since=since)
        for frame_at, analysed_at, since in rows.order_by("pk").values_list(
            "status__frame_at", "status__analysed_at", "created_at"
        )
    ]


def undecided(site_id: int, since: datetime, until: datetime) -> tuple[datetime, ...]:
    """Return when faces were seen of which nobody knows yet whose they are: one query.

    They wait for their search, or for another try of it.
    """
    waiting = Q(state__in=[State.PENDING, State.RUNNING]) | Q(again_at__isnull=False)
    rows = Sighting.objects.filter(
        waiting, site_id=site_id, captured_at__gte=since, captured_at__lt=until
    )
    return tuple(rows.order_by("captured_at").values_list("captured_at", flat=True))


def in_review(
    pks: Collection[int], since: datetime, until: datetime
) -> Mapping[int, tuple[datetime, ...]]:
    """Return employee id → when a face was seen that is likely theirs: one query."""
    found: dict[int, tuple[datetime, ...]] = defaultdict(tuple)
    rows = likely_faces().filter(employee_id__in=pks, captured_at__gte=since, captured_at__lt=until)
    for pk, at in rows.order_by("captured_at").values_list("employee_id", "captured_at"):
        found[pk] += (at,)
    return found


def likely_faces() -> QuerySet[Sighting]:
    """Return the sightings that wait for a person to say whether they show their employee."""
    rows: QuerySet[Sighting] = Sighting.objects.filter(outcome=Outcome.REVIEW)
    return rows
