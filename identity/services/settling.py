"""Writing what a search came to: once, under no name without a basis, one answer for a track."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from factory.core.commits import in_haste
from factory.core.leases import State
from factory.core.ring import ring
from factory.evidence.models import Snapshot
from factory.evidence.services import discard, reclass
from identity.matching import Verdict, allow, contested
from identity.models import Decision, Erasure, Outcome, Sighting
from identity.selectors import is_recognisable_locked, is_to_be_forgotten, thresholds_of
from identity.services.appending import append_decision
from identity.services.counting import PAID, count_search
from identity.services.orphan_alerts import tell_of_orphan
from identity.services.strangers import GROUP
from identity.services.track_answers import follow_the_match, is_matched_locked, settle_the_unsure
from identity.services.track_refusals import contesting_locked, take_back, take_followers_back

UNNAMED = (Outcome.UNKNOWN, Outcome.REVIEW)


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict, and how it was come by. ``orphan``: the most similar face is one that we do not know
    (any more); ``nobodys``: one that we do not know is similar enough to stand in somebody's way.
    """

    verdict: Verdict
    engine: str = ""
    searched: bool = False
    by: str = Decision.By.MACHINE
    orphan: bool = False
    nobodys: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """What was written. ``goes``: the picture shows somebody of whose face nothing may be kept.
    ``contested``: other looks of the track were matched to somebody else until now.
    """

    verdict: Verdict
    goes: bool = False
    contested: bool = False


def finish(sighting: Sighting, token: UUID, finding: Finding) -> None:
    """Settle, and let go of a picture of somebody whose face may not be kept any more."""
    settled = _settle(sighting, token, finding)
    if settled is None:
        return
    if finding.searched and settled.verdict.outcome == Outcome.MATCHED:
        settle_the_unsure(sighting, settled.verdict)
    elif finding.searched and not settled.contested and settled.verdict.outcome in UNNAMED:
        follow_the_match(sighting, settled.verdict)
    if finding.nobodys:
        _tell_of_nobodys(sighting, finding)
    _let_go(sighting, settled, finding)


def _tell_of_nobodys(sighting: Sighting, finding: Finding) -> None:
    if not _erased_meanwhile(sighting):
        tell_of_orphan(sighting.site, finding.engine)


def _let_go(sighting: Sighting, settled: Settled, finding: Finding) -> None:
    goes = settled.goes or (finding.orphan and _erased_meanwhile(sighting))
    if goes and sighting.snapshot is not None and not sighting.snapshot.legal_hold:
        discard(sighting.snapshot)


def _erased_meanwhile(sighting: Sighting) -> bool:
    """Return whether somebody of the site was erased while this search ran."""
    ended = Q(finished_at__gte=sighting.started_at) | Q(finished_at=None)
    erased = Erasure.objects.of_people().filter(ended, site_id=sighting.site_id)
    return bool(erased.exists())


@transaction.atomic
def _settle(sighting: Sighting, token: UUID, finding: Finding) -> Settled | None:
    """Write the outcome if the claim is still ours, and return it; the basis is looked at again here,
    and what the track came to meanwhile.

    Consent may have been withdrawn, or the person erased, while the engine was thinking: then
    nobody is named.
    """
    # In one order, whoever is the likelier: two who wait for each other wait for ever.
    people, seen_at = sorted(finding.verdict.people), sighting.captured_at
    nameable = {person for person in people if is_recognisable_locked(person, seen_at)}
    verdict = allow(finding.verdict, nameable=nameable)
    others = _others(sighting, verdict) if finding.searched else []
    if others or (finding.by == Decision.By.TRACK and not _still_stands(sighting, verdict)):
        verdict = contested(verdict)
    # A crash of the database has the searches of its last second asked again, and loses nothing.
    ours: bool = in_haste(Sighting.objects.all(), within=True).settle(
        sighting.pk,
        token,
        state=State.DONE,
        outcome=verdict.outcome,
        employee_id=verdict.employee_id,
        similarity=verdict.similarity,
        runner_up_id=verdict.runner_up_id,
        runner_up_similarity=verdict.runner_up_similarity,
        reason=verdict.reason,
        engine=finding.engine,
        searched=finding.searched,
    )
    settled = _written(sighting, finding, verdict, others) if ours else None
    # Last, since other workers count in the same row.
    _count(sighting, finding, ours=ours)
    return settled


def _written(
    sighting: Sighting, finding: Finding, verdict: Verdict, others: list[Sighting]
) -> Settled:
    """Write what follows from an outcome: whom it names, and who is not named any more."""
    if others:
        take_back(others)
    for person in {look.employee_id for look in others if look.employee_id}:
        take_followers_back(sighting, person)
    denied = set(finding.verdict.people) - set(verdict.people)
    goes = any(_may_not_be_kept(sighting, finding.verdict, person) for person in denied)
    if verdict.outcome == Outcome.MATCHED:
        _named(sighting, verdict, finding.by)
    elif verdict.outcome in UNNAMED and not goes:
        ring(GROUP, sighting.pk)
    return Settled(verdict, goes, contested=bool(others))


def _count(sighting: Sighting, finding: Finding, *, ours: bool) -> None:
    """Count a call whoever's answer it was, and a search or a saved one once for each sighting."""
    asked = finding.searched
    count_search(
        sighting,
        calls=int(asked),
        paid=int(asked and finding.engine == PAID),
        searches=int(ours and asked),
        saved=int(ours and not asked),
    )


def _others(sighting: Sighting, verdict: Verdict) -> list[Sighting]:
    """Return the looks of the track that were matched to somebody else while this one was searched."""
    person = verdict.employee_id
    if verdict.outcome != Outcome.MATCHED or person is None or not sighting.track_id:
        return []
    return contesting_locked(sighting, person)


def _still_stands(sighting: Sighting, verdict: Verdict) -> bool:
    """Return whether the match whose answer a look takes has not been taken back meanwhile."""
    person = verdict.employee_id
    named = verdict.outcome == Outcome.MATCHED and person is not None
    return person is None or not named or is_matched_locked(sighting, person)


def _may_not_be_kept(sighting: Sighting, verdict: Verdict, person: int) -> bool:
    """Return whether a face surely is somebody's whose face is to be forgotten: one that is merely
    like theirs is kept for review, and so is that of who has left or is away.
    """
    least = thresholds_of(sighting.site_id).match_from
    likeliest = person == verdict.employee_id
    similarity = verdict.similarity if likeliest else verdict.runner_up_similarity
    sure = verdict.outcome == Outcome.MATCHED or (similarity or 0.0) >= least
    return sure and is_to_be_forgotten(person)


def _named(sighting: Sighting, verdict: Verdict, by: str) -> None:
    append_decision(
        sighting=sighting,
        employee_id=verdict.employee_id,
        by=by,
        similarity=verdict.similarity,
        # People decide of what is settled; what then failed and is searched anew has tries before.
        first=not sighting.tried_before,
    )
    reclass(sighting.snapshot, Snapshot.Kind.FACE)
