"""The steps of an erasure: each deletes, counts at once, and may be repeated."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db.models import F, Q

from factory.core import clock
from factory.core.errors import Conflict
from factory.core.leases import State
from factory.core.memo import forget_all
from factory.evidence.models import Snapshot
from factory.evidence.services import discard
from identity.engines.base import EngineError
from identity.engines.choice import engine_called
from identity.models import Enrolment, Erasure, FaceTemplate, Sighting, Stranger
from identity.models.faces import photo_store


def let_go(erasure: Erasure) -> None:
    """Do what is left to do. What came after the request, under a new basis, is not touched."""
    _add(erasure, templates=_forget_templates(erasure))
    _add(erasure, photos=_delete_photos(erasure))
    if _enrolments(erasure).exists():
        raise Conflict("an enrolment is at work", code="enrolment-at-work")
    snapshots = _pictures_of(erasure)
    held = [snapshot.pk for snapshot in snapshots if snapshot.legal_hold]
    # A picture kept for the law goes in the night after its hold ends.
    Snapshot.objects.filter(pk__in=held).update(expires_at=clock.now())
    for snapshot in snapshots:
        if not snapshot.legal_hold:
            discard(snapshot)
            _add(erasure, snapshots=1)
    Stranger.objects.filter(sightings__in=_sightings(erasure)).delete()
    Erasure.objects.filter(pk=erasure.pk).update(held_back=len(held))


def _add(erasure: Erasure, **counts: int) -> None:
    """Count at once, so that what an interrupted erasure did is in the proof of the one that ends."""
    Erasure.objects.filter(pk=erasure.pk).update(
        **{name: F(name) + number for name, number in counts.items()}
    )


def _forget_templates(erasure: Erasure) -> int:
    """Delete a person's faces at their engines and see that they are gone, then their rows.

    The engine comes first: a crash in between leaves a row that says what is still to be deleted.
    """
    before = Q(created_at__lte=erasure.at) | Q(enrolment__created_at__lte=erasure.at)
    mine = FaceTemplate.objects.filter(before, employee=erasure.employee_id)
    templates = list(mine.order_by("engine", "collection"))
    for (engine, collection), faces in groupby(templates, key=lambda t: (t.engine, t.collection)):
        group = list(faces)
        _forget_at(engine, collection, [face.face_id for face in group])
        FaceTemplate.objects.filter(pk__in=[face.pk for face in group]).delete()
        forget_all()
    return len(templates)


def _forget_at(engine: str, collection: str, face_ids: list[str]) -> None:
    engine_called(engine).forget(face_ids, collection=collection)
    left = engine_called(engine).kept(face_ids, collection=collection)
    if left:
        raise EngineError(f"{len(left)} faces are still listed by {engine}")


def _enrolments(erasure: Erasure) -> Any:
    return Enrolment.objects.filter(employee=erasure.employee_id, created_at__lte=erasure.at)


def _delete_photos(erasure: Erasure) -> int:
    """Delete the photos of settled enrolments; one under way is refused first, for want of a basis."""
    refused = {"outcome": Enrolment.Outcome.REFUSED, "reason": "withdrawn"}
    _enrolments(erasure).filter(state=State.PENDING).update(state=State.DONE, **refused)
    settled = list(_enrolments(erasure).exclude(state=State.RUNNING))
    for enrolment in settled:
        photo_store().delete(enrolment.photo.name or "")
        Enrolment.objects.filter(pk=enrolment.pk).delete()
    return len(settled)


def _sightings(erasure: Erasure) -> Any:
    """Return the keys of the sightings that name a person or ever did."""
    named = Sighting.objects.that_named(erasure.employee_id)
    return named.filter(created_at__lte=erasure.at).values("pk")


def _pictures_of(erasure: Erasure) -> list[Snapshot]:
    named = Sighting.objects.filter(pk__in=_sightings(erasure))
    return list(Snapshot.objects.filter(pk__in=named.values("snapshot")))
