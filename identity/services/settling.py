"""Writing what a search came to: once, under no name without a basis, one answer for a track."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from factory.core.leases import State
from factory.core.ring import ring
from factory.evidence.models import Snapshot
from factory.evidence.services import discard, reclass
from identity.matching import Verdict, allow
from identity.models import Decision, Erasure, Outcome, Sighting
from identity.selectors import is_recognisable_locked, quiet_of
from identity.services.decisions import append_decision, write_outcome
from identity.services.strangers import GROUP
from identity.track_rules import SAME_TRACK

FOLLOWING = (Outcome.REVIEW, Outcome.UNKNOWN, Outcome.NO_FACE, Outcome.POOR_QUALITY)
"""What a look may have come to that takes the answer of a match at its track."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict, and how it was come by."""

    verdict: Verdict
    engine: str = ""
    searched: bool = False
    by: str = Decision.By.MACHINE
    orphan: bool = False


def finish(sighting: Sighting, token: UUID, finding: Finding) -> None:
    """Settle, and let go of a picture of somebody whose face may not be kept any more."""
    kept = _settle(sighting, token, finding)
    if kept is None:
        return
    if finding.searched and kept.outcome == Outcome.MATCHED:
        _settle_the_unsure(sighting, kept)
    denied = finding.verdict.employee_id is not None and kept.employee_id is None
    if finding.orphan and not denied:
        denied = _erased_meanwhile(sighting)
    if denied and sighting.snapshot is not None and not sighting.snapshot.legal_hold:
        discard(sighting.snapshot)


def _erased_meanwhile(sighting: Sighting) -> bool:
    """Return whether somebody of the site was erased while this search ran."""
    ended = Q(finished_at__gte=sighting.started_at) | Q(finished_at=None)
    return bool(Erasure.objects.filter(ended, site_id=sighting.site_id).exists())


@transaction.atomic
def _settle(sighting: Sighting, token: UUID, finding: Finding) -> Verdict | None:
    """Write the outcome if the claim is still ours, and return it; the basis is looked at again here.

    Consent may have been withdrawn, or the person erased, while the engine was thinking: then
    nobody is named.
    """
    person = finding.verdict.employee_id
    nameable = person is not None and is_recognisable_locked(person, sighting.captured_at)
    verdict = allow(finding.verdict, nameable=nameable)
    ours: bool = Sighting.objects.settle(
        sighting.pk,
        token,
        state=State.DONE,
        outcome=verdict.outcome,
        employee_id=verdict.employee_id,
        similarity=verdict.similarity,
        reason=verdict.reason,
        engine=finding.engine,
        searched=finding.searched,
    )
    if not ours:
        return None
    if verdict.outcome == Outcome.MATCHED:
        _named(sighting, verdict, finding.by)
    elif verdict.outcome in (Outcome.UNKNOWN, Outcome.REVIEW) and verdict.employee_id == person:
        ring(GROUP, sighting.pk)
    return verdict


def _named(sighting: Sighting, verdict: Verdict, by: str) -> None:
    append_decision(
        sighting=sighting,
        employee_id=verdict.employee_id,
        by=by,
        similarity=verdict.similarity,
    )
    reclass(sighting.snapshot, Snapshot.Kind.FACE)


def _settle_the_unsure(sighting: Sighting, verdict: Verdict) -> None:
    """One answer for a track: looks that were not sure enough, of this person or of one whom the vote
    outdid, or were not searched, now are. Each in a transaction of its own, since there may be many.
    """
    if not sighting.track_id:
        return
    saved = Q(outcome__in=FOLLOWING, searched=False, reason=SAME_TRACK)
    track = Sighting.objects.of_track(sighting, quiet_of(sighting.site_id))
    unsure = track.filter(saved | Q(outcome=Outcome.REVIEW)).exclude(pk=sighting.pk)
    for pk in unsure.order_by("pk").values_list("pk", flat=True):
        _follow(pk, verdict, sighting.captured_at)


@transaction.atomic
def _follow(pk: int, verdict: Verdict, seen_at: datetime) -> None:
    """Let a look of a matched track take its answer, unless somebody has said something meanwhile."""
    person = verdict.employee_id
    if person is None or not is_recognisable_locked(person, seen_at):
        return
    look = Sighting.objects.select_for_update().filter(pk=pk, outcome__in=FOLLOWING).first()
    if look is None or look.decisions.exists():
        return
    similarity = look.similarity if look.employee_id == person else None
    append_decision(sighting=look, employee_id=person, by=Decision.By.TRACK, similarity=similarity)
    Sighting.objects.filter(pk=pk).update(similarity=similarity)
    write_outcome(look, outcome=Outcome.MATCHED, employee_id=person, reason=SAME_TRACK)
