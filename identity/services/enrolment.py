"""Enrolling a face from a photo: never without a basis, never from a group."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from factory.audit.services import record
from factory.core.errors import Conflict, Invalid
from factory.core.leases import State
from factory.core.models import User
from factory.core.ring import ring
from identity.engines.base import Enrolled, HeldBack, Refused
from identity.engines.choice import face_engine
from identity.engines.first_look import examine
from identity.engines.pictures import as_jpeg
from identity.models import Employee, Enrolment, Erasure, FaceTemplate
from identity.models.faces import photo_store
from identity.photo_rules import Examined
from identity.selectors import collection_of, is_recognisable
from identity.services import attempts
from identity.services.erasure import request_erasure
from identity.services.photos import drop_refused_photos, photo_of

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


def check_enrolment(*, employee: Employee, picture: bytes) -> bytes:
    """Return the photo as a JPEG to be enrolled; raises Invalid, and Conflict (``no-basis``)."""
    if not is_recognisable(employee.pk):
        raise Conflict(NO_BASIS, code="no-basis")
    return as_jpeg(picture)


def request_enrolments(
    *, employee: Employee, pictures: Sequence[bytes], caller: Any
) -> list[Enrolment]:
    """Keep several photos; one that cannot be taken names itself, and then none is kept.

    Raises as ``request_enrolment`` does.
    """
    for number, picture in enumerate(pictures):
        try:
            check_enrolment(employee=employee, picture=picture)
        except Invalid as error:
            if len(pictures) == 1:
                raise
            text = f"Photo {number + 1}: {error.detail}"
            raise Invalid(text, code=error.code, fields={"image": text}) from error
    return [
        request_enrolment(employee=employee, picture=picture, caller=caller) for picture in pictures
    ]


def request_enrolment(*, employee: Employee, picture: bytes, caller: Any) -> Enrolment:
    """Keep a photo and an enrolment that waits for the engine; not inside a transaction.

    Raises Invalid for what is not a picture within bounds, Conflict (``no-basis``) without a basis.
    The same photo again gives the same enrolment.
    """
    jpeg = check_enrolment(employee=employee, picture=picture)
    digest = hashlib.sha256(jpeg).hexdigest()
    known: Enrolment | None = Enrolment.objects.filter(employee=employee, digest=digest).first()
    if known is not None:
        return known
    path = photo_store().save(f"{employee.pk}/{uuid4().hex}.jpg", ContentFile(jpeg))
    user = caller if isinstance(caller, User) else None
    row = Enrolment(
        site_id=employee.site_id, employee=employee, photo=path, digest=digest, who=user
    )
    try:
        return _wait(row, caller)
    except IntegrityError:
        photo_store().delete(path)
        first: Enrolment = Enrolment.objects.get(employee=employee, digest=digest)
        return first
    except Exception:
        photo_store().delete(path)
        raise


@transaction.atomic
def _wait(row: Enrolment, caller: Any) -> Enrolment:
    row.save(force_insert=True)
    record(site_id=row.site_id, caller=caller, act="enrol", subject=row.employee)
    ring(ENROL, row.pk)
    return row


def enrol_photo(pk: int) -> float | None:
    """Enrol a waiting photo; return the seconds after which to try again, if that has a point."""
    return attempts.attempt(Enrolment.objects.select_related("site", "employee"), pk, _try, _finish)


def _try(row: Enrolment) -> Trial:
    engine = face_engine()
    collection = collection_of(row.site)
    if not is_recognisable(row.employee_id):
        return Trial(engine.name, collection, Refused(NO_BASIS))
    _wait_for_erasure(row)
    picture = photo_of(row)
    # Before anything leaves the house: is it one face, and large and sharp enough?
    seen = examine(picture) if engine.paid and settings.FACE_LOCAL_LOOK else Examined()
    if seen.refusal:
        return Trial(engine.name, collection, Refused(seen.refusal))
    _note_place(row, engine.name, collection)
    name = row.employee.external_id
    answer = engine.enrol(picture, collection=collection, external_id=name)
    hint = seen.hint or getattr(answer, "hint", "")
    return Trial(engine.name, collection, answer, hint)


def _wait_for_erasure(row: Enrolment) -> None:
    """Raise HeldBack while this person's face is being forgotten: a new one would go with the old."""
    at_work = Erasure.objects.filter(
        employee=row.employee_id, state__in=[State.PENDING, State.RUNNING]
    )
    if at_work.exists():
        raise HeldBack("an erasure of this person's face is under way", ERASURE_SECONDS)


def _note_place(row: Enrolment, engine: str, collection: str) -> None:
    """Write down where the photo is tried, before it is: the answer may get lost."""
    if [engine, collection] not in row.places:
        row.places = [*row.places, [engine, collection]]
        Enrolment.objects.filter(pk=row.pk).update(places=row.places)


def _finish(row: Enrolment, token: UUID, trial: Trial) -> None:
    _settle(row, token, trial)
    drop_refused_photos(Enrolment.objects.filter(pk=row.pk))


@transaction.atomic
def _settle(row: Enrolment, token: UUID, trial: Trial) -> None:
    """Write what came of it. A face is written down even where the basis went meanwhile: what is
    known can be forgotten, and that is asked for at once.
    """
    reason = trial.answer.reason if isinstance(trial.answer, Refused) else ""
    if isinstance(trial.answer, Enrolled):
        _keep(row, trial, trial.answer)
        if not is_recognisable(row.employee_id):
            reason = NO_BASIS
            request_erasure(employee=row.employee, caller=None, why=Erasure.Why.NO_BASIS)
    outcome = Enrolment.Outcome.REFUSED if reason else Enrolment.Outcome.ENROLLED
    Enrolment.objects.settle(
        row.pk,
        token,
        state=State.DONE,
        outcome=outcome,
        reason=reason,
        hint=trial.hint,
        failure="",
    )


def _keep(row: Enrolment, trial: Trial, face: Enrolled) -> None:
    FaceTemplate.objects.get_or_create(
        engine=trial.engine,
        collection=trial.collection,
        face_id=face.face_id,
        defaults={
            "site_id": row.site_id,
            "employee_id": row.employee_id,
            "enrolment": row,
            "model_version": face.model_version,
            "vector": base64.b64encode(face.vector).decode("ascii"),
        },
    )


@transaction.atomic
def retry_enrolments(*, enrolments: object) -> int:
    """Try failed enrolments once more; return how many."""
    pks = attempts.try_again(enrolments)
    for pk in pks:
        ring(ENROL, pk)
    return len(pks)
