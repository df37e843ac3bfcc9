"""Searching one sighting: asked once, settled once, and never under a name without a basis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from factory.core.errors import Invalid
from factory.core.leases import State
from factory.core.ring import ring
from factory.evidence.models import Snapshot
from factory.evidence.services import discard
from identity.engines.base import CollectionGone, FaceEngine, Found, HeldBack, Unusable
from identity.engines.cheap_look import shows_a_face
from identity.engines.choice import face_engine
from identity.matching import Verdict, allow, judge, vote
from identity.models import Decision, Erasure, Outcome, Sighting
from identity.selectors import (
    collection_of,
    earlier_looks,
    earlier_match,
    gallery_of,
    has_templates,
    is_recognisable,
    owners_of,
    thresholds_of,
)
from identity.services.attempts import attempt
from identity.services.decisions import append_decision
from identity.services.picture import picture_of
from identity.services.restoring import HELD_SECONDS, restore_collection
from identity.services.strangers import GROUP, mind_what_was_said

SAME_TRACK = "the same track"


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict, and how it was come by."""

    verdict: Verdict
    engine: str = ""
    searched: bool = False
    by: str = Decision.By.MACHINE
    orphan: bool = False


def search_sighting(pk: int) -> float | None:
    """Search a waiting sighting; return the seconds after which to try again, if that has a point."""
    return attempt(Sighting.objects.select_related("site", "snapshot"), pk, _look, _finish)


def _look(sighting: Sighting) -> Finding:
    match = earlier_match(sighting)
    if match is not None:
        verdict = Verdict("MATCHED", match.employee_id, match.similarity, SAME_TRACK)
        return Finding(verdict, by=Decision.By.TRACK)
    engine = face_engine()
    if not has_templates(sighting.site_id, engine.name):
        return Finding(Verdict("UNKNOWN", reason="nobody is enrolled here"), engine=engine.name)
    picture = picture_of(sighting)
    if engine.paid and not _worth_paying(sighting, picture):
        verdict = Verdict("NO_FACE", reason="There is no face in the picture (looked at here).")
        return Finding(verdict, engine.name)
    answer = _asked(engine, sighting, picture)
    if not isinstance(answer, Found):
        return Finding(Verdict(answer.outcome, reason=answer.reason), engine.name, searched=True)
    verdict, orphan = _verdict(sighting, engine.name, answer)
    return Finding(verdict, engine.name, searched=True, orphan=orphan)


def _asked(engine: FaceEngine, sighting: Sighting, picture: bytes) -> Found | Unusable:
    """Search; where the collection is gone have it restored, and let the sighting wait for that."""
    collection = collection_of(sighting.site)
    try:
        gallery = partial(gallery_of, sighting.site_id)
        return engine.search(picture, collection=collection, gallery=gallery)
    except CollectionGone as error:
        restore_collection(site=sighting.site, engine=engine.name, collection=collection)
        raise HeldBack(str(error), HELD_SECONDS) from error


def _worth_paying(sighting: Sighting, picture: bytes) -> bool:
    """Return whether our own camera saw a face in it, or a cheap look sees one now."""
    if sighting.face_seen or not settings.FACE_LOCAL_LOOK:
        return True
    try:
        return shows_a_face(picture)
    except Invalid:
        return True


def _verdict(sighting: Sighting, engine: str, found: Found) -> tuple[Verdict, bool]:
    """Return the verdict, and whether the most similar face is one that we do not know (any more)."""
    face_ids = [candidate.face_id for candidate in found.candidates]
    owners = owners_of(sighting.site_id, engine, face_ids)
    thresholds = thresholds_of(sighting.site_id)
    verdict = judge(found.candidates, owners, thresholds)
    best = max(found.candidates, key=lambda c: c.similarity, default=None)
    orphan = (
        best is not None
        and best.similarity >= thresholds.review_from
        and best.face_id not in owners
    )
    return mind_what_was_said(sighting, vote(verdict, earlier_looks(sighting))), orphan


def _finish(sighting: Sighting, token: UUID, finding: Finding) -> None:
    """Settle, and let go of a picture of somebody whose face may not be kept any more."""
    denied = _settle(sighting, token, finding)
    if not denied and finding.orphan:
        denied = _erased_meanwhile(sighting)
    if denied and sighting.snapshot is not None and not sighting.snapshot.legal_hold:
        discard(sighting.snapshot)


def _erased_meanwhile(sighting: Sighting) -> bool:
    """Return whether somebody of the site was erased while this search ran."""
    ended = Q(finished_at__gte=sighting.started_at) | Q(finished_at=None)
    return bool(Erasure.objects.filter(ended, site_id=sighting.site_id).exists())


@transaction.atomic
def _settle(sighting: Sighting, token: UUID, finding: Finding) -> bool:
    """Write the outcome if the claim is still ours; the basis is looked at again here.

    Consent may have been withdrawn, or the person erased, while the engine was thinking: then
    nobody is named, and True is returned.
    """
    person = finding.verdict.employee_id
    verdict = allow(finding.verdict, nameable=person is not None and is_recognisable(person))
    ours: bool = Sighting.objects.settle(
        sighting.pk,
        token,
        state=State.DONE,
        outcome=verdict.outcome,
        employee_id=verdict.employee_id,
        similarity=verdict.similarity,
        reason=verdict.reason,
        failure="",
        engine=finding.engine,
        searched=finding.searched,
    )
    if ours and verdict.outcome == Outcome.MATCHED:
        _named(sighting, verdict, finding.by)
    denied = person is not None and verdict.employee_id is None
    if ours and verdict.outcome in (Outcome.UNKNOWN, Outcome.REVIEW) and not denied:
        ring(GROUP, sighting.pk)
    return ours and denied


def _named(sighting: Sighting, verdict: Verdict, by: str) -> None:
    append_decision(
        sighting=sighting,
        employee_id=verdict.employee_id,
        by=by,
        similarity=verdict.similarity,
    )
    if sighting.snapshot is not None:
        Snapshot.objects.filter(pk=sighting.snapshot.pk).update(kind=Snapshot.Kind.FACE)
    if sighting.track_id and by != Decision.By.TRACK:
        _settle_the_unsure(sighting, verdict)


def _settle_the_unsure(sighting: Sighting, verdict: Verdict) -> None:
    """One answer for a track: earlier looks that were not sure enough of this person now are."""
    unsure = Sighting.objects.of_track(sighting).filter(
        outcome=Outcome.REVIEW, employee=verdict.employee_id
    )
    for look in unsure.exclude(pk=sighting.pk):
        append_decision(
            sighting=look,
            employee_id=verdict.employee_id,
            by=Decision.By.TRACK,
            similarity=look.similarity,
        )
        Sighting.objects.filter(pk=look.pk).update(outcome=Outcome.MATCHED, reason=SAME_TRACK)
