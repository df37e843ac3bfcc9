"""Taking sightings: the picture is kept, the row waits, and a worker is told."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from factory.alerts import events
from factory.audit.services import record
from factory.core import clock
from factory.core.errors import Conflict, Invalid, NotFound
from factory.core.models import User
from factory.core.ring import ring
from factory.evidence.models import Snapshot
from factory.evidence.services import discard, keep
from factory.sites.models import Device, Site
from identity.captured import why_impossible
from identity.engines.pictures import as_jpeg
from identity.models import Sighting
from identity.services import attempts
from identity.services.appending import VIEW
from streaming.models import Camera

SEARCH = "identity.search_sighting"


def report_sighting(
    *,
    site_id: int,
    jpeg: bytes,
    captured_at: datetime | None = None,
    camera_id: int | None = None,
    device_id: int | None = None,
    track_id: str = "",
    event_id: str = "",
    face_seen: bool = False,
    reported_by_id: int | None = None,
) -> Sighting:
    """Keep a face's picture and a sighting that waits for its search; not inside a transaction.

    Without ``captured_at`` it was seen now. With an ``event_id`` safe to repeat: the same fact gives the
    same sighting, and raises Conflict (``idempotency-key-reused``) for another picture, track, camera or
    time under that id.
    """
    digest = hashlib.sha256(jpeg).hexdigest()
    said: dict[str, Any] = {"digest": digest, "track_id": track_id, "camera_id": camera_id}
    if captured_at is not None:
        said["captured_at"] = captured_at
    if (known := _known(site_id, event_id, said)) is not None:
        return known
    moment = captured_at or clock.now()
    snapshot = keep(site_id=site_id, kind=Snapshot.Kind.UNKNOWN, jpeg=jpeg, captured_at=moment)
    own = {"site_id": site_id, "event_id": event_id, "face_seen": face_seen, "device_id": device_id}
    own["reported_by_id"] = reported_by_id
    row = Sighting(**said | own | {"captured_at": moment, "snapshot": snapshot})
    try:
        return _wait(row)
    except IntegrityError:
        # The same fact arrived twice at once: the other one was first.
        discard(snapshot)
        if (known := _known(site_id, event_id, said)) is None:
            raise
        return known


def take_report(
    *,
    site: Site,
    picture: bytes,
    captured_at: datetime | None = None,
    camera: Camera | None = None,
    caller: Device | User | None = None,
    track_id: str = "",
    event_id: str = "",
) -> Sighting:
    """Take a picture from outside: looked at, brought to an upright JPEG, reported.

    ``caller`` is the device or the person who sends it.

    Raises Invalid for what is not a picture within bounds or was taken in the future or long ago,
    NotFound for another site's camera.
    """
    if captured_at and (wrong := why_impossible(captured_at, clock.now())):
        raise Invalid(wrong, fields={"captured_at": wrong})
    if camera is not None and camera.site_id != site.pk:
        raise NotFound("There is no such camera at this site.")
    return report_sighting(
        site_id=site.pk,
        # A face too small to search was seen all the same: its search says so, and costs nothing.
        jpeg=as_jpeg(picture, least_side=1),
        captured_at=captured_at,
        camera_id=camera.pk if camera else None,
        device_id=caller.pk if isinstance(caller, Device) else None,
        reported_by_id=caller.pk if isinstance(caller, User) else None,
        track_id=track_id,
        event_id=event_id,
    )


@transaction.atomic
def _wait(row: Sighting) -> Sighting:
    row.save(force_insert=True)
    ring(SEARCH, row.pk)
    events.publish(row.site_id, "sighting", VIEW, [row.pk])
    return row


def _known(site_id: int, event_id: str, said: dict[str, Any]) -> Sighting | None:
    if not event_id:
        return None
    found: Sighting | None = Sighting.objects.filter(site_id=site_id, event_id=event_id).first()
    if found is not None and any(getattr(found, name) != value for name, value in said.items()):
        raise Conflict(
            "This event was reported with another picture, track, camera or time.",
            code="idempotency-key-reused",
        )
    return found


@transaction.atomic
def retry_sightings(*, sightings: object, caller: Any = None) -> int:
    """Search failed sightings once more; return how many. Safe to repeat."""
    pks = attempts.try_again(sightings)
    for pk in pks:
        ring(SEARCH, pk)
    of_sites = Counter(Sighting.objects.filter(pk__in=pks).values_list("site_id", flat=True))
    for site in Site.objects.filter(pk__in=of_sites):
        count = of_sites[site.pk]
        record(site_id=site.pk, caller=caller, act="retry-searches", subject=site, sightings=count)
    return len(pks)
