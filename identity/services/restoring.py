"""Faces that the engine does not know (any more) are enrolled anew from the photos that we keep."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.db import transaction

from factory.alerts.models import Severity
from factory.alerts.services import raise_alert
from factory.core import clock
from factory.core.leases import State
from factory.core.ring import ring
from factory.sites.models import Site
from identity.engines.whereabouts import name_in
from identity.models import Employee, Enrolment, FaceTemplate
from identity.services.attempts import AS_NEW
from identity.services.trials import ENROL

logger = logging.getLogger(__name__)
HELD_SECONDS = 30.0
"""So long a sighting waits that met the gap; a site of a hundred photos is enrolled again by then."""
MISSING_SECONDS = 5.0
"""So long one waits, again and again, that comes while faces are being enrolled anew."""


@transaction.atomic
def restore_collection(*, site: Site, engine: str, collection: str) -> int:
    """Have every photo of a lost collection enrolled anew; return how many. Safe to repeat.

    The rows of its faces go: they point to nothing. Who has no photo any more is told by the alert; who
    may not be recognised now keeps the photo, and is enrolled by the sweep once that changes.
    """
    lost = FaceTemplate.objects.filter(site=site, engine=engine, collection=collection)
    faces = list(lost.values_list("pk", "enrolment_id"))
    _forget_place([enrolment for _, enrolment in faces if enrolment], [engine, collection])
    nameable = Employee.objects.recognisable().filter(site=site)
    again = Enrolment.objects.filter(templates__in=lost, employee__in=nameable, removed_at=None)
    pks = list(again.values_list("pk", flat=True))
    enrol_anew(pks)
    FaceTemplate.objects.filter(pk__in=[pk for pk, _ in faces]).delete()
    if faces:
        _tell(site, collection, len(faces), len(pks))
    return len(pks)


def _forget_place(pks: list[int], place: list[str]) -> None:
    """Take a place that is gone from those where photos were tried."""
    rows = list(Enrolment.objects.filter(pk__in=pks))
    for row in rows:
        row.places = [tried for tried in row.places if tried[:2] != place]
    Enrolment.objects.bulk_update(rows, ["places"], batch_size=500)


@transaction.atomic
def enrol_anew(pks: Iterable[int]) -> None:
    """Put enrolments back to be tried once more; until they are, the site's sightings wait."""
    now = clock.now()
    done = Enrolment.objects.filter(pk__in=list(pks), state=State.DONE)
    for pk in list(done.values_list("pk", flat=True)):
        ring(ENROL, pk)
    done.update(**AS_NEW, rounds=0, not_before=now, missing_since=now)


def _tell(site: Site, collection: str, faces: int, photos: int) -> None:
    text = (
        f"The face collection {collection} had been deleted; {photos} of {faces} faces are enrolled"
        " again from their photos."
    )
    logger.error("❌ %s", text)
    raise_alert(
        site_id=site.pk,
        kind="face-collection",
        severity=Severity.CRITICAL,
        text=text,
        dedup_key=f"face-collection-{name_in(collection)}",
    )
