"""Searching one sighting: asked once, settled once, and never under a name without a basis."""

from __future__ import annotations

from functools import partial

from django.conf import settings

from factory.core.errors import Invalid
from factory.sites.models import Site
from identity.engines.base import CollectionGone, FaceEngine, Found, HeldBack, Unusable
from identity.engines.cheap_look import shows_a_face
from identity.engines.choice import face_engine
from identity.image_headers import LEAST_SIDE, is_small
from identity.matching import Verdict, judge, vote
from identity.models import Decision, Outcome, Sighting
from identity.selectors import (
    collection_of,
    enrolled_here,
    gallery_of,
    is_missing,
    owners_of,
    thresholds_of,
    track_so_far,
    untried_at,
)
from identity.services.attempts import attempt
from identity.services.counting import note_no_answer
from identity.services.picture import picture_of
from identity.services.remembering import mind_what_was_said
from identity.services.restoring import (
    HELD_SECONDS,
    MISSING_SECONDS,
    enrol_anew,
    restore_collection,
)
from identity.services.settling import Finding, finish
from identity.track_rules import answer_of_track, seemed

NOBODY_HERE = "nobody is enrolled here who may be recognised"
TOO_SMALL = f"The picture has fewer than {LEAST_SIDE} pixels a side."
ENROLLED_ANEW = "faces of this site are being enrolled anew"
TRACK_SECONDS = 1.0
"""So long a look waits while an earlier one at the same track is searched."""


def search_sighting(pk: int) -> float | None:
    """Search a waiting sighting; return the seconds after which to try again, if that has a point."""
    rows = Sighting.objects.select_related("site", "snapshot")
    return attempt(rows, pk, _look, finish, noting=note_no_answer)


def _look(sighting: Sighting) -> Finding:
    track = track_so_far(sighting)
    known = answer_of_track(track.looks, sighting.captured_at, chosen=sighting.face_seen)
    if known is not None:
        return Finding(mind_what_was_said(sighting, known), by=Decision.By.TRACK)
    if track.under_way:
        raise HeldBack("another look at this track is being searched", TRACK_SECONDS)
    engine = face_engine()
    here = enrolled_here(sighting.site, engine.name, sighting.captured_at)
    if here.missing or (not here.anybody and _enrolled_elsewhere(sighting.site, engine.name)):
        raise HeldBack(ENROLLED_ANEW, MISSING_SECONDS)
    if not here.anybody:
        return Finding(Verdict("UNKNOWN", reason=NOBODY_HERE), engine=engine.name)
    return _searched(engine, sighting, seemed(track.looks))


def _enrolled_elsewhere(site: Site, engine: str) -> bool:
    """Have whom only another engine knows enrolled here, sooner than the sweep would; return whether."""
    untried = untried_at(site, engine)
    enrol_anew(untried)
    return bool(untried)


def _searched(engine: FaceEngine, sighting: Sighting, votes: list[int | None]) -> Finding:
    picture = picture_of(sighting)
    if is_small(picture):
        return Finding(Verdict("POOR_QUALITY", reason=TOO_SMALL), engine.name)
    if engine.paid and not _worth_paying(sighting, picture):
        verdict = Verdict("NO_FACE", reason="There is no face in the picture (looked at here).")
        return Finding(verdict, engine.name)
    answer = _asked(engine, sighting, picture)
    if not isinstance(answer, Found):
        return Finding(Verdict(answer.outcome, reason=answer.reason), engine.name, searched=True)
    finding = _judged(sighting, engine.name, answer, votes)
    # Whoever is not found may be among those whom another worker has just found missing.
    if finding.verdict.outcome != Outcome.MATCHED and is_missing(sighting.site):
        raise HeldBack(ENROLLED_ANEW, MISSING_SECONDS)
    return finding


def _asked(engine: FaceEngine, sighting: Sighting, picture: bytes) -> Found | Unusable:
    """Search; where the collection is gone have it restored, and let the sighting wait for that."""
    collection = collection_of(sighting.site, engine.name)
    sighting.asked = True
    try:
        gallery = partial(gallery_of, sighting.site_id)
        return engine.search(picture, collection=collection, gallery=gallery)
    except HeldBack as held:
        sighting.asked = held.asked
        raise
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


def _judged(sighting: Sighting, engine: str, found: Found, votes: list[int | None]) -> Finding:
    """Return the verdict, and whether faces that we do not know (any more) are among the similar."""
    face_ids = [candidate.face_id for candidate in found.candidates]
    owners = owners_of(sighting.site_id, engine, face_ids)
    thresholds = thresholds_of(sighting.site_id)
    verdict = judge(found.candidates, owners, thresholds)
    best = max(found.candidates, key=lambda c: c.similarity, default=None)
    nobodys = [c.similarity for c in found.candidates if c.face_id not in owners]
    return Finding(
        mind_what_was_said(sighting, vote(verdict, votes)),
        engine,
        searched=True,
        orphan=best is not None
        and best.similarity >= thresholds.match_from
        and best.face_id not in owners,
        nobodys=max(nobodys, default=0.0) >= thresholds.review_from,
    )
