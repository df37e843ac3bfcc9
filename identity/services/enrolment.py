"""Enrolling a face from a photo: never without a basis, never from a group."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
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
from factory.sites.models import Site
from identity.engines.base import (
    CollectionGone,
    EngineError,
    Enrolled,
    FaceEngine,
    HeldBack,
    Refused,
)
from identity.engines.choice import face_engine
from identity.engines.first_look import examine
from identity.engines.pictures import as_jpeg
from identity.models import Employee, Enrolment, Erasure
from identity.models.faces import photo_store
from identity.photo_rules import Examined
from identity.selectors import (
    collection_of,
    is_recognisable,
    place_of,
    templates_in_use,
    untried_at,
)
from identity.services import attempts
from identity.services.erasure import request_erasure
from identity.services.photos import drop_refused_photos, photo_of
from identity.services.restoring import enrol_anew, restore_collection
from identity.services.trials import (
    ENROL,
    Trial,
    count_paid,
    keep_face,
    note_place,
    wait_for_erasure,
)

NO_BASIS = "No basis for recognising this person by the face is in force; record one first."

RESTORED_SECONDS = 1.0
"""Until the next try of a photo that met a collection which is gone."""


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
    wait_for_erasure(row)
    picture = photo_of(row)
    # Before anything leaves the house: is it one face, and large and sharp enough?
    seen = examine(picture) if engine.paid and settings.FACE_LOCAL_LOOK else Examined()
    if seen.refusal:
        return Trial(engine.name, collection, Refused(seen.refusal))
    answer = _asked(engine, row, picture, collection)
    hint = seen.hint or getattr(answer, "hint", "")
    return Trial(engine.name, collection, answer, hint, paid=engine.paid)


def _asked(
    engine: FaceEngine, row: Enrolment, picture: bytes, collection: str
) -> Enrolled | Refused:
    """Have the photo enrolled; where the collection is gone it is restored first."""
    note_place(row, place_of(row.site, engine.name))
    first = not templates_in_use(row.site, engine.name).exists()
    name = row.employee.external_id
    try:
        return engine.enrol(picture, collection=collection, external_id=name, first=first)
    except CollectionGone as error:
        restore_collection(site=row.site, engine=engine.name, collection=collection)
        raise HeldBack(str(error), RESTORED_SECONDS) from error


def _finish(row: Enrolment, token: UUID, trial: Trial) -> None:
    _settle(row, token, trial)
    drop_refused_photos(Enrolment.objects.filter(pk=row.pk))


@transaction.atomic
def _settle(row: Enrolment, token: UUID, trial: Trial) -> None:
    """Write what came of it. A face is written down even where the basis went meanwhile: what is
    known can be forgotten, and that is asked for at once.
    """
    reason = trial.answer.reason if isinstance(trial.answer, Refused) else ""
    if trial.paid:
        count_paid(row.site)
    if isinstance(trial.answer, Enrolled):
        keep_face(row, trial, trial.answer)
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
        missing_since=None,
    )


@transaction.atomic
def retry_enrolments(*, enrolments: object) -> int:
    """Try failed enrolments once more; return how many."""
    pks = attempts.try_again(enrolments)
    for pk in pks:
        ring(ENROL, pk)
    return len(pks)


def enrol_where_untried() -> None:
    """Have the photos enrolled anew that the engine never saw: the setting chose another one, or its
    model or collection has changed. Whose basis has ended is not enrolled.
    """
    try:
        engine = face_engine()
    except EngineError:
        return
    for site in Site.objects.all():
        enrol_anew(untried_at(site, engine.name))
