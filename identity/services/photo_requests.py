"""Photos that are handed in: checked, kept once, and tried again where the answer may differ by now."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from factory.audit.services import record
from factory.core import clock
from factory.core.errors import Conflict, Invalid
from factory.core.leases import State
from factory.core.models import User
from factory.core.ring import ring
from identity.engines.pictures import as_jpeg
from identity.models import Decision, Employee, Enrolment, Sighting
from identity.models.faces import photo_store
from identity.selectors import eyes_of, is_recognisable
from identity.services.attempts import AS_NEW
from identity.services.trials import ENROL, NO_BASIS

BEING_REMOVED = "This photo is being removed; hand it in again in a minute."


def check_enrolment(*, employee: Employee, picture: bytes) -> bytes:
    """Return the photo as a JPEG to be enrolled; raises Invalid, and Conflict: ``face-not-used`` where
    a basis would change nothing, else ``no-basis``.
    """
    if not is_recognisable(employee.pk):
        why = employee.why_no_face
        raise Conflict(why or NO_BASIS, code="face-not-used" if why else "no-basis")
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


def request_enrolment(
    *, employee: Employee, picture: bytes, caller: Any, sighting: Sighting | None = None
) -> Enrolment:
    """Keep a photo and an enrolment that waits for the engine; not inside a transaction.

    Raises Invalid for what is not a picture within bounds, Conflict as ``check_enrolment``.
    The same photo again gives the same enrolment, which is tried once more where it failed, or was
    refused for a reason that has gone. From a ``sighting``'s picture only while a person says that it
    shows the employee.
    """
    jpeg = check_enrolment(employee=employee, picture=picture)
    digest = hashlib.sha256(jpeg).hexdigest()
    known: Enrolment | None = Enrolment.objects.filter(employee=employee, digest=digest).first()
    if known is not None and known.removed_at is not None:
        raise Conflict(BEING_REMOVED, code="photo-being-removed")
    if known is not None and not _may_differ(known):
        return known
    path = photo_store().save(f"{employee.pk}/{uuid4().hex}.jpg", ContentFile(jpeg))
    user = caller if isinstance(caller, User) else None
    row = Enrolment(
        site_id=employee.site_id, employee=employee, photo=path, digest=digest, who=user
    )
    row.sighting = sighting
    try:
        return _wait(row, caller) if known is None else _wait_again(known, row, caller)
    except IntegrityError:
        photo_store().delete(path)
        first: Enrolment = Enrolment.objects.get(employee=employee, digest=digest)
        return first
    except Exception:
        photo_store().delete(path)
        raise


def _may_differ(known: Enrolment) -> bool:
    """Return whether another try of a photo may end otherwise: it failed, the person had no basis, or
    other eyes than now refused it. A group photo stays refused, and costs nothing again.
    """
    if known.state == State.FAILED:
        return True
    refused = known.outcome == Enrolment.Outcome.REFUSED
    return refused and known.judged_by != eyes_of(known.site)


def _see_that_it_shows_them(row: Enrolment) -> None:
    """Hold the sighting, and raise Conflict where it has been said meanwhile that it shows another."""
    if row.sighting_id is None:
        return
    Sighting.objects.select_for_update().get(pk=row.sighting_id)
    said = Decision.objects.standing().filter(sighting=row.sighting_id, word=Decision.Word.NAMED)
    if not said.filter(employee=row.employee_id).exists():
        raise Conflict("It was taken back meanwhile who this is.", code="taken-back")


@transaction.atomic
def _wait(row: Enrolment, caller: Any) -> Enrolment:
    _see_that_it_shows_them(row)
    row.save(force_insert=True)
    record(site_id=row.site_id, caller=caller, act="enrol", subject=row.employee)
    ring(ENROL, row.pk)
    return row


@transaction.atomic
def _wait_again(known: Enrolment, new: Enrolment, caller: Any) -> Enrolment:
    """Let a settled enrolment wait anew, with the photo as it has been handed in now."""
    _see_that_it_shows_them(new)
    settled = Enrolment.objects.filter(
        pk=known.pk, state=known.state, outcome=known.outcome, removed_at=None
    )
    now = clock.now()
    fresh: dict[str, Any] = {
        "photo": new.photo.name,
        "who": new.who,
        "created_at": now,
        "not_before": now,
    }
    fresh["sighting"] = new.sighting
    if not settled.update(**AS_NEW, **fresh, rounds=0, hint="", judged_by=""):
        raise IntegrityError("it was handed in twice at once")
    if known.photo:
        transaction.on_commit(partial(photo_store().delete, str(known.photo)))
    record(site_id=known.site_id, caller=caller, act="enrol", subject=known.employee)
    ring(ENROL, known.pk)
    known.refresh_from_db()
    return known
