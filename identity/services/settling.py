"""Writing what a search came to: once, under no name without a basis, one answer for a track."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from factory.core.leases import State
from factory.core.ring import ring
from factory.evidence.models import Snapshot
from factory.evidence.services import discard
from identity.matching import Verdict, allow
from identity.models import Decision, Erasure, Outcome, Sighting
from identity.selectors import is_recognisable
from identity.services.decisions import append_decision
from identity.services.strangers import GROUP

SAME_TRACK = "the same track"


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
