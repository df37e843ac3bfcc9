"""A collection that was deleted behind our back is made again from the photos that we keep."""

from __future__ import annotations

import logging

from django.db import transaction

from factory.alerts.models import Severity
from factory.alerts.services import raise_alert
from factory.core import clock
from factory.core.leases import State
from factory.core.ring import ring
from factory.sites.models import Site
from identity.models import Enrolment, FaceTemplate
from identity.services.enrolment import ENROL

logger = logging.getLogger(__name__)
HELD_SECONDS = 30.0
"""So long a sighting waits that met the gap; a site of a hundred photos is enrolled again by then."""


@transaction.atomic
def restore_collection(*, site: Site, engine: str, collection: str) -> int:
    """Have every photo of a lost collection enrolled anew; return how many. Safe to repeat.

    The rows of its faces go: they point to nothing. Who has no photo any more is told by the alert.
    """
    lost = FaceTemplate.objects.filter(site=site, engine=engine, collection=collection)
    faces = list(lost.values_list("pk", "enrolment_id"))
    pks = [enrolment for _, enrolment in faces if enrolment]
    again = Enrolment.objects.filter(pk__in=pks, state=State.DONE)
    again.update(state=State.PENDING, attempts=0, outcome="", not_before=clock.now())
    FaceTemplate.objects.filter(pk__in=[pk for pk, _ in faces]).delete()
    for pk in pks:
        ring(ENROL, pk)
    if faces:
        _tell(site, collection, len(faces), len(pks))
    return len(pks)


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
        dedup_key=f"face-collection-{collection}",
    )
