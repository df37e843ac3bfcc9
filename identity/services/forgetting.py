"""The steps of an erasure: each deletes, counts at once, and may be repeated."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q

from factory.core import clock
from factory.core.errors import TransientError
from factory.core.memo import forget_all
from factory.evidence.models import Snapshot
from factory.evidence.services import discard
from identity.engines.base import EngineError
from identity.engines.choice import engine_called
from identity.models import Erasure, FaceTemplate, Sighting, Stranger
from identity.selectors import shown_in
from identity.services.forgetting_photos import (
    delete_photos,
    enrolments_of,
    forget_enrolments,
    stop_enrolments,
)


def let_go(erasure: Erasure) -> None:
    """Do what is left to do. What came after the request, under a new basis, is not touched.

    Raises Conflict while an enrolment is at work: it may bring a face to the engine at any moment. None
    begins meanwhile, for each looks first whether an erasure waits. An engine in the way stops nothing
    else: what it raised is raised in the end.
    """
    stop_enrolments(erasure)
    trouble = _forget_faces(erasure)
    for number in delete_photos(erasure):
        _add(erasure, photos=number)
    # A photo that was not this person's says nothing of the pictures that are.
    if erasure.why != Erasure.Why.PHOTO:
        _delete_pictures(erasure)
        Stranger.objects.filter(sightings__in=_sightings(erasure)).delete()
    if trouble is not None:
        raise trouble
    forget_enrolments(erasure)
    if erasure.why != Erasure.Why.PHOTO:
        _forget_likeness(erasure)


def _add(erasure: Erasure, **counts: int) -> None:
    """Count at once, so that what an interrupted erasure did is in the proof of the one that ends."""
    Erasure.objects.filter(pk=erasure.pk).update(
        **{name: F(name) + number for name, number in counts.items()}
    )


def _templates(erasure: Erasure) -> Any:
    if erasure.why == Erasure.Why.PHOTO:
        return FaceTemplate.objects.filter(enrolment__in=enrolments_of(erasure))
    before = Q(created_at__lte=erasure.at) | Q(enrolment__created_at__lte=erasure.at)
    return FaceTemplate.objects.filter(before, employee=erasure.employee_id)


def _forget_faces(erasure: Erasure) -> Exception | None:
    """Delete a person's faces at their engines and see that they are gone, then their rows. Return what
    was in the way at one of them: at the others they are gone all the same.

    The engine comes first: a crash in between leaves a row that says what is still to be deleted.
    """
    trouble: Exception | None = None
    for engine, collection in sorted(_places(erasure)):
        here = _templates(erasure).filter(engine=engine, collection=collection)
        known = dict(here.values_list("pk", "face_id"))
        try:
            forgotten = _forget_at(erasure, engine, collection, set(known.values()))
        except (EngineError, TransientError) as error:
            trouble = error
            continue
        FaceTemplate.objects.filter(pk__in=known).delete()
        forget_all()
        _add(erasure, templates=forgotten)
    return trouble


def _places(erasure: Erasure) -> set[tuple[str, str]]:
    """Return (engine, collection) wherever a face of this person may be, whether it was stored or only
    tried: an answer that got lost leaves a face without a template.
    """
    stored = _templates(erasure).values_list("engine", "collection")
    tried = enrolments_of(erasure).values_list("places", flat=True)
    return {*stored, *((engine, place) for places in tried for engine, place, *_ in places)}


def _forget_at(erasure: Erasure, engine: str, collection: str, known: set[str]) -> int:
    """Forget the faces that we know there and those that only the engine knows; return how many."""
    there, name = engine_called(engine, collection), erasure.employee.external_id
    others = _others(erasure, engine, collection)
    faces = known | set(there.kept(known, collection=collection, external_id=name)) - others
    there.forget(sorted(faces), collection=collection)
    left = set(there.kept(faces, collection=collection, external_id=name)) - others
    if left:
        raise EngineError(f"{len(left)} faces are still listed by {engine} in {collection}")
    return len(faces)


def _others(erasure: Erasure, engine: str, collection: str) -> set[str]:
    """Return the person's faces there that stay: those of other photos, where one photo goes."""
    if erasure.why != Erasure.Why.PHOTO:
        return set()
    here = FaceTemplate.objects.filter(engine=engine, collection=collection)
    mine = here.filter(employee=erasure.employee_id).exclude(pk__in=_templates(erasure))
    return set(mine.values_list("face_id", flat=True))


def _sightings(erasure: Erasure) -> Any:
    """Return the keys of the sightings that show a person."""
    shown = shown_in(erasure.employee_id, erasure.site_id)
    return shown.filter(created_at__lte=erasure.at).values("pk")


def _forget_likeness(erasure: Erasure) -> None:
    """Let nothing say of whom a picture reminded the engine, but where it has to be kept itself. Last,
    since an interrupted erasure finds its pictures by it.
    """
    like = Sighting.objects.filter(runner_up=erasure.employee_id, created_at__lte=erasure.at)
    kept = like.filter(snapshot__legal_hold=True).values("pk")
    like.exclude(pk__in=kept).update(runner_up=None, runner_up_similarity=None)


def _delete_pictures(erasure: Erasure) -> None:
    named = Sighting.objects.filter(pk__in=_sightings(erasure))
    snapshots = list(Snapshot.objects.filter(pk__in=named.values("snapshot")))
    held = [snapshot.pk for snapshot in snapshots if snapshot.legal_hold]
    # A picture kept for the law goes in the night after its hold ends.
    Snapshot.objects.filter(pk__in=held).update(ends_at=clock.now())
    for snapshot in snapshots:
        if not snapshot.legal_hold:
            discard(snapshot)
            _add(erasure, snapshots=1)
    Erasure.objects.filter(pk=erasure.pk).update(held_back=len(held))
