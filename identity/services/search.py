"""Searching one sighting: asked once, settled once, and never under a name without a basis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import transaction

from factory.core.leases import State
from factory.evidence.models import Snapshot
from factory.evidence.services import store
from identity.engines.base import EngineError, Found
from identity.engines.choice import face_engine
from identity.matching import Verdict, allow, judge
from identity.models import Decision, Outcome, Sighting
from identity.selectors import (
    collection_of,
    earlier_match,
    gallery_of,
    has_templates,
    is_recognisable,
    owners_of,
    thresholds_of,
)
from identity.services.attempts import attempt
from identity.services.decisions import append_decision


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict, and how it was come by."""

    verdict: Verdict
    engine: str = ""
    searched: bool = False
    by: str = Decision.By.MACHINE


def search_sighting(pk: int) -> float | None:
    """Search a waiting sighting; return the seconds after which to try again, if that has a point."""
    return attempt(Sighting.objects.select_related("site", "snapshot"), pk, _look, _settle)


def _look(sighting: Sighting) -> Finding:
    match = earlier_match(sighting)
    if match is not None:
        verdict = Verdict("MATCHED", match.employee_id, match.similarity, "the same track")
        return Finding(verdict, by=Decision.By.TRACK)
    engine = face_engine()
    if not has_templates(sighting.site_id, engine.name):
        return Finding(Verdict("UNKNOWN", reason="nobody is enrolled here"), engine=engine.name)
    answer = engine.search(
        _picture(sighting),
        collection=collection_of(sighting.site),
        gallery=partial(gallery_of, sighting.site_id),
    )
    if not isinstance(answer, Found):
        return Finding(Verdict(answer.outcome, reason=answer.reason), engine.name, searched=True)
    return Finding(_verdict(sighting, engine.name, answer), engine.name, searched=True)


def _verdict(sighting: Sighting, engine: str, found: Found) -> Verdict:
    face_ids = [candidate.face_id for candidate in found.candidates]
    owners = owners_of(sighting.site_id, engine, face_ids)
    return judge(found.candidates, owners, thresholds_of(sighting.site_id))


def _picture(sighting: Sighting) -> bytes:
    if sighting.snapshot is None:
        raise EngineError("the picture has been deleted")
    try:
        with store().open(sighting.snapshot.path) as file:
            return bytes(file.read())
    except FileNotFoundError as error:
        raise EngineError("the picture's file is gone") from error


@transaction.atomic
def _settle(sighting: Sighting, token: UUID, finding: Finding) -> bool:
    """Write the outcome if the claim is still ours; the basis is looked at again here.

    Consent may have been withdrawn, or the person erased, while the engine was thinking.
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
    return ours


def _named(sighting: Sighting, verdict: Verdict, by: str) -> None:
    append_decision(
        sighting=sighting,
        employee_id=verdict.employee_id,
        by=by,
        similarity=verdict.similarity,
    )
    if sighting.snapshot is not None:
        Snapshot.objects.filter(pk=sighting.snapshot.pk).update(kind=Snapshot.Kind.FACE)
