"""Reads: what the looks before this one at the same track came to."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from factory.core import clock
from factory.core.leases import State
from identity.models import Outcome, Sighting
from identity.selectors.in_force import quiet_of
from identity.track_rules import SAME_TRACK, EarlierLook

MOST_LOOKS = 50
SAID = ("employee_id", "similarity", "runner_up_id", "runner_up_similarity")
UNSURE = (Outcome.REVIEW, Outcome.UNKNOWN, Outcome.NO_FACE, Outcome.POOR_QUALITY)


@dataclass(frozen=True, slots=True)
class TrackSoFar:
    """The answered looks within the quiet time, before and after, newest first; and whether one is being
    searched now.
    """

    looks: tuple[EarlierLook, ...] = ()
    under_way: bool = False


def track_so_far(sighting: Sighting) -> TrackSoFar:
    """Return what is known of a sighting's track: one query, none without a track.

    A search under way counts where it began before or its row is the older one: of two that begin at once
    one goes on, and an older look that was put back does not run beside a newer one. Looks that only
    took a match's answer do not: the quiet time is counted from who was searched or named by a person.
    """
    if not sighting.track_id:
        return TrackSoFar()
    matched = Q(outcome=Outcome.MATCHED) & ~Q(reason=SAME_TRACK)
    answered = matched | Q(outcome__in=UNSURE, searched=True)
    before = Q(pk__lt=sighting.pk)
    if sighting.started_at is not None:
        before |= Q(started_at__lt=sighting.started_at)
    running = before & Q(state=State.RUNNING, lease_until__gt=clock.now())
    track = Sighting.objects.of_track(sighting, quiet_of(sighting.site_id))
    rows = list(
        track.filter(answered | running)
        .exclude(pk=sighting.pk)
        .order_by("-captured_at")
        .values_list("state", "captured_at", "outcome", *SAID)[:MOST_LOOKS]
    )
    looks = tuple(EarlierLook(*facts) for state, *facts in rows if state != State.RUNNING)
    return TrackSoFar(looks, under_way=any(row[0] == State.RUNNING for row in rows))
