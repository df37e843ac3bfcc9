"""The steps of an erasure: each deletes, counts at once, and may be repeated."""

from __future__ import annotations

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
    """Do what is left to do. What came after the request, under a new basis, is not touched.

    Raises Conflict while an enrolment is at work: it may bring a face to the engine at any moment. None
    begins meanwhile, for each looks first whether an erasure waits.
    """
    _stop_enrolments(erasure)
    _forget_faces(erasure)
    _add(erasure, photos=_delete_photos(erasure))
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


def _enrolments(erasure: Erasure) -> Any:
    return Enrolment.objects.filter(employee=erasure.employee_id, created_at__lte=erasure.at)


def _stop_enrolments(erasure: Erasure) -> None:
    """Refuse what waits, for want of a basis; raises Conflict where one is under way."""
    refused = {"outcome": Enrolment.Outcome.REFUSED, "reason": "withdrawn", "again_at": None}
    _enrolments(erasure).filter(state=State.PENDING).update(state=State.DONE, **refused)
    if _enrolments(erasure).filter(state=State.RUNNING).exists():
        raise Conflict("an enrolment is at work", code="enrolment-at-work")


def _templates(erasure: Erasure) -> Any:
    before = Q(created_at__lte=erasure.at) | Q(enrolment__created_at__lte=erasure.at)
    return FaceTemplate.objects.filter(before, employee=erasure.employee_id)


def _forget_faces(erasure: Erasure) -> None:
    """Delete a person's faces at their engines and see that they are gone, then their rows.

    The engine comes first: a crash in between leaves a row that says what is still to be deleted.
    """
    for engine, collection in sorted(_places(erasure)):
        here = _templates(erasure).filter(engine=engine, collection=collection)
        known = dict(here.values_list("pk", "face_id"))
        forgotten = _forget_at(erasure, engine, collection, set(known.values()))
        FaceTemplate.objects.filter(pk__in=known).delete()
        forget_all()
        _add(erasure, templates=forgotten)


def _places(erasure: Erasure) -> set[tuple[str, str]]:
    """Return (engine, collection) wherever a face of this person may be, whether it was stored or only
    tried: an answer that got lost leaves a face without a template.
    """
    stored = _templates(erasure).values_list("engine", "collection")
    tried = _enrolments(erasure).values_list("places", flat=True)
    return {*stored, *((engine, place) for places in tried for engine, place, *_ in places)}


def _forget_at(erasure: Erasure, engine: str, collection: str, known: set[str]) -> int:
    """Forget the faces that we know there and those that only the engine knows; return how many."""
    there, name = engine_called(engine), erasure.employee.external_id
    faces = known | set(there.kept(known, collection=collection, external_id=name))
    there.forget(sorted(faces), collection=collection)
    left = there.kept(faces, collection=collection, external_id=name)
    if left:
        raise EngineError(f"{len(left)} faces are still listed by {engine}")
    return len(faces)


def _delete_photos(erasure: Erasure) -> int:
    """Delete the photos and their rows, which name where faces may be: after those are gone."""
    settled = list(_enrolments(erasure).exclude(state=State.RUNNING))
    for enrolment in settled:
        if enrolment.photo.name:
            photo_store().delete(enrolment.photo.name)
        Enrolment.objects.filter(pk=enrolment.pk).delete()
    return len(settled)


def _sightings(erasure: Erasure) -> Any:
    """Return the keys of the sightings that name a person or ever did."""
    named = Sighting.objects.that_named(erasure.employee_id)
    return named.filter(created_at__lte=erasure.at).values("pk")


def _pictures_of(erasure: Erasure) -> list[Snapshot]:
    named = Sighting.objects.filter(pk__in=_sightings(erasure))
    return list(Snapshot.objects.filter(pk__in=named.values("snapshot")))
