"""What is written down around an engine's trial of a photo: where it is made, and the face that comes."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from django.db.models import F, Q

from factory.core import clock
from factory.core.leases import State
from factory.sites.models import Site
from identity.engines.base import Enrolled, HeldBack, Refused
from identity.models import Enrolment, Erasure, FaceTemplate, PaidEnrolments

ENROL = "identity.enrol_photo"
ERASURE_SECONDS = 5.0
"""So long a photo waits, again and again, while what was kept before is being forgotten."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What an engine made of a photo."""

    engine: str
    collection: str
    answer: Enrolled | Refused
    hint: str = ""
    paid: bool = False


def wait_for_erasure(row: Enrolment) -> None:
    """Raise HeldBack while this person's face is being forgotten: a new one would go with the old."""
    at_work = Erasure.objects.filter(
        employee=row.employee_id, state__in=[State.PENDING, State.RUNNING]
    )
    if at_work.exists():
        raise HeldBack("an erasure of this person's face is under way", ERASURE_SECONDS)


def note_place(row: Enrolment, place: list[str]) -> None:
    """Write down where the photo is tried, before it is: the answer may get lost."""
    if place not in row.places:
        row.places = [*row.places, place]
        Enrolment.objects.filter(pk=row.pk).update(places=row.places)


def keep_face(row: Enrolment, trial: Trial, face: Enrolled) -> None:
    """Keep the face in place of an earlier one of this photo at this engine, within a transaction.

    Two workers at one photo do so one after the other. A new row's key tells galleries of the change.
    """
    Enrolment.objects.select_for_update().filter(pk=row.pk).first()
    at_engine = FaceTemplate.objects.filter(engine=trial.engine)
    same = Q(collection=trial.collection, face_id=face.face_id)
    at_engine.filter(same | Q(enrolment=row)).delete()
    FaceTemplate.objects.create(
        site_id=row.site_id,
        employee_id=row.employee_id,
        enrolment=row,
        engine=trial.engine,
        collection=trial.collection,
        face_id=face.face_id,
        model_version=face.model_version,
        vector=base64.b64encode(face.vector).decode("ascii"),
    )


def count_paid(site: Site) -> None:
    """Count a photo that was paid for today, within a transaction."""
    day = clock.local_day(site.zone)
    PaidEnrolments.objects.get_or_create(site=site, day=day)
    PaidEnrolments.objects.filter(site=site, day=day).update(count=F("count") + 1)
