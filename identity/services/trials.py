"""What is written down around an engine's trial of a photo: where it is made, and the face that comes."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from django.db.models import Q

from identity.engines.base import Enrolled, HeldBack, Refused
from identity.models import Enrolment, Erasure, FaceTemplate

ENROL = "identity.enrol_photo"
NO_BASIS = "No basis for recognising this person by the face is in force; record one first."
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
    if Erasure.objects.at_work().filter(employee=row.employee_id).exists():
        raise HeldBack("an erasure of this person's face is under way", ERASURE_SECONDS)


def note_place(row: Enrolment, place: list[str]) -> None:
    """Write down where the photo is tried, before it is: the answer may get lost."""
    if place not in row.places:
        row.places = [*row.places, place]
        Enrolment.objects.filter(pk=row.pk).update(places=row.places)


def keep_face(row: Enrolment, trial: Trial, face: Enrolled) -> None:
    """Keep the face in place of an earlier one of this photo in this collection, within a transaction.

    Two workers at one photo do so one after the other. A new row's key tells galleries of the change.
    """
    Enrolment.objects.select_for_update().filter(pk=row.pk).first()
    there = FaceTemplate.objects.filter(engine=trial.engine, collection=trial.collection)
    there.filter(Q(face_id=face.face_id) | Q(enrolment=row)).delete()
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
