"""An erasure's part in enrolments: what waits is stopped, photos go, and their rows last of all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from factory.core.errors import Conflict
from factory.core.leases import State
from identity.models import Enrolment, Erasure
from identity.models.faces import photo_store


def enrolments_of(erasure: Erasure) -> Any:
    """Return the enrolments that an erasure is about: those from before it was asked for, or the one."""
    if erasure.why == Erasure.Why.PHOTO:
        return Enrolment.objects.filter(pk__in=[erasure.enrolment_id or 0])
    return Enrolment.objects.filter(employee=erasure.employee_id, created_at__lte=erasure.at)


def stop_enrolments(erasure: Erasure) -> None:
    """Refuse what waits, for want of a basis; raises Conflict where one is under way.

    Where one photo goes, a face that only the engine knows may be another's that is under way.
    """
    refused = {"outcome": Enrolment.Outcome.REFUSED, "reason": "withdrawn", "again_at": None}
    waiting, one = enrolments_of(erasure), erasure.why == Erasure.Why.PHOTO
    waiting.filter(state=State.PENDING).update(state=State.DONE, **refused)
    rows = Enrolment.objects.filter(employee=erasure.employee_id) if one else waiting
    if rows.filter(state=State.RUNNING).exists():
        raise Conflict("an enrolment is at work", code="enrolment-at-work")


def _settled(erasure: Erasure) -> Any:
    return enrolments_of(erasure).exclude(state=State.RUNNING)


def delete_photos(erasure: Erasure) -> Iterator[int]:
    """Delete the photos; yield 1 for each. Their rows stay for now: they name where faces may be."""
    for pk, photo in _settled(erasure).exclude(photo="").values_list("pk", "photo"):
        photo_store().delete(photo)
        yield Enrolment.objects.filter(pk=pk, photo=photo).update(photo="")


def forget_enrolments(erasure: Erasure) -> None:
    """Delete the rows of photos, once the faces are gone. One that is handed in anew meanwhile, under a
    new basis, is none of them any more.
    """
    for pk in list(_settled(erasure).values_list("pk", flat=True)):
        _settled(erasure).filter(pk=pk).delete()
