"""Writing down who a sighting shows: a decision is appended, and the sighting says the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from factory.alerts import events
from factory.core import clock
from factory.core.leases import State
from factory.core.models import User
from factory.evidence.models import Snapshot
from factory.evidence.services import reclass
from identity.models import Decision, Outcome, Sighting

VIEW = "identity.view_sighting"
KEPT_FOR_UNDOING = ("outcome", "employee_id", "reason", "runner_up_id", "runner_up_similarity")


def append_decision(
    *,
    sighting: Sighting,
    employee_id: int | None,
    by: str,
    user: User | None = None,
    similarity: float | None = None,
    word: str = Decision.Word.NAMED,
    act: UUID | None = None,
    before: dict[str, Any] | None = None,
    first: bool = False,
) -> Decision:
    """Append a decision within the caller's transaction; what stood before is superseded.

    ``first``: there can be none before it, and none is looked for.
    """
    standing = Decision.objects.standing().filter(sighting=sighting)
    former = [] if first else list(standing.values_list("pk", flat=True))
    now = clock.now()
    if former:
        standing.update(superseded_at=now)
    decision: Decision = Decision.objects.create(
        site_id=sighting.site_id,
        sighting=sighting,
        employee_id=employee_id,
        by=by,
        user=user,
        similarity=similarity,
        word=word,
        act=act,
        before=before or {},
        at=now,
    )
    if former:
        Decision.objects.filter(pk__in=former).update(superseded_by=decision)
    events.publish(sighting.site_id, "sighting", VIEW, [sighting.pk])
    return decision


def state_before(sighting: Sighting) -> dict[str, Any]:
    """Return what a decision keeps of its sighting, for its undoing."""
    return {name: getattr(sighting, name) for name in KEPT_FOR_UNDOING}


def write_outcome(
    sighting: Sighting,
    *,
    outcome: str,
    employee_id: int | None,
    reason: str,
    runner_up_id: int | None = None,
    runner_up_similarity: float | None = None,
) -> None:
    """Write what a sighting shows now, and of which class its picture is.

    One that failed before somebody said something has failed again once that is taken back.
    """
    Sighting.objects.filter(pk=sighting.pk).update(
        outcome=outcome,
        employee_id=employee_id,
        reason=reason,
        runner_up_id=runner_up_id,
        runner_up_similarity=runner_up_similarity,
        state=State.FAILED if outcome == Outcome.FAILED else State.DONE,
        again_at=None,
    )
    known = outcome == Outcome.MATCHED
    reclass(sighting.snapshot, Snapshot.Kind.FACE if known else Snapshot.Kind.UNKNOWN)


def append_for_all(
    sightings: Sequence[Sighting],
    *,
    by: str,
    word: str,
    user: User | None = None,
    act: UUID | None = None,
) -> None:
    """Append the same word, that names nobody, about each of several sightings that the caller holds; a
    few statements for all of them.
    """
    if not sightings:
        return
    standing = Decision.objects.standing().filter(sighting__in=[one.pk for one in sightings])
    former, now = list(standing.values_list("pk", flat=True)), clock.now()
    standing.update(superseded_at=now)
    Decision.objects.bulk_create(
        Decision(
            site_id=one.site_id,
            sighting=one,
            by=by,
            user=user,
            word=word,
            act=act,
            before=state_before(one),
            at=now,
        )
        for one in sightings
    )
    later = Decision.objects.standing().filter(sighting=OuterRef("sighting")).values("pk")
    Decision.objects.filter(pk__in=former).update(superseded_by=Subquery(later))
    events.publish(sightings[0].site_id, "sighting", VIEW, [one.pk for one in sightings])


def write_for_all(sightings: Sequence[Sighting], **fields: Any) -> None:
    """Write what several sightings show now, of which nobody is known, as ``write_outcome`` does."""
    held = Sighting.objects.filter(pk__in=[one.pk for one in sightings])
    held.update(**fields, state=State.DONE, again_at=None)
    pictures = [one.snapshot_id for one in sightings if one.snapshot_id]
    Snapshot.objects.filter(pk__in=pictures).update(kind=Snapshot.Kind.UNKNOWN)
