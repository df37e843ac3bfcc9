"""One answer for a track: its looks follow a match.

Each look in a transaction of its own, since there may be many. Whoever wants a basis as well takes that
first, and then the sightings, by their keys.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, Subquery

from identity.matching import NOT_NAMEABLE, Verdict
from identity.models import Decision, Outcome, Sighting
from identity.selectors import is_recognisable_locked, quiet_of
from identity.services.appending import append_decision, write_outcome
from identity.services.strangers import SAID_BEFORE
from identity.track_rules import SAME_TRACK

FOLLOWING = (Outcome.REVIEW, Outcome.UNKNOWN, Outcome.NO_FACE, Outcome.POOR_QUALITY)
"""What a look may have come to that takes the answer of a match at its track."""
OF_ITS_OWN = Q(outcome=Outcome.UNKNOWN, reason__in=(SAID_BEFORE, NOT_NAMEABLE))
"""A look that shows somebody, and nobody whom it may be said to show."""


def track_of(sighting: Sighting) -> Any:
    return Sighting.objects.of_track(sighting, quiet_of(sighting.site_id))


def settle_the_unsure(sighting: Sighting, verdict: Verdict) -> None:
    """Let looks that were not sure enough, showed somebody whom the vote outdid or nobody, or were not
    searched, take a match's answer.
    """
    if not sighting.track_id:
        return
    saved = Q(outcome__in=FOLLOWING, searched=False, reason=SAME_TRACK)
    searched = Q(outcome__in=(Outcome.REVIEW, Outcome.UNKNOWN))
    unsure = track_of(sighting).filter(saved | searched).exclude(OF_ITS_OWN)
    for pk in unsure.exclude(pk=sighting.pk).order_by("pk").values_list("pk", flat=True):
        _follow(pk, verdict.employee_id, sighting)


def follow_the_match(sighting: Sighting, verdict: Verdict) -> None:
    """Let a look that was searched while another one was matched take that one's answer, unless it
    seems to show somebody else.
    """
    if not sighting.track_id or verdict.reason in (SAID_BEFORE, NOT_NAMEABLE):
        return
    # Not what itself only follows: that may be of longer ago than the quiet time.
    matches = track_of(sighting).filter(outcome=Outcome.MATCHED).exclude(reason=SAME_TRACK)
    match = matches.order_by("-searched", "pk").first()
    if match is not None and verdict.employee_id in (None, match.employee_id):
        _follow(sighting.pk, match.employee_id, match)


def is_matched_locked(sighting: Sighting, person: int) -> bool:
    """Return whether the track is still matched to a person, and hold that until the caller's
    transaction ends. The look itself is held as well, since both are taken by their keys.
    """
    matches = track_of(sighting).filter(outcome=Outcome.MATCHED, employee=person)
    one = matches.exclude(pk=sighting.pk).order_by("-searched", "-captured_at").values("pk")[:1]
    rows = Sighting.objects.filter(Q(pk=sighting.pk) | Q(pk=Subquery(one))).order_by("pk")
    facts = rows.select_for_update(no_key=True).values_list("pk", "outcome", "employee_id")
    return any(fact[1:] == (Outcome.MATCHED, person) for fact in facts if fact[0] != sighting.pk)


@transaction.atomic
def _follow(pk: int, person: int | None, match: Sighting) -> None:
    """Let a look of a matched track take its answer, unless somebody has said something meanwhile."""
    if person is None or not is_recognisable_locked(person, match.captured_at):
        return
    rows = Sighting.objects.filter(pk__in=[pk, match.pk]).order_by("pk")
    held = {one.pk: one for one in rows.select_for_update(no_key=True)}
    look, now = held.get(pk), held.get(match.pk)
    if now is None or (now.outcome, now.employee_id) != (Outcome.MATCHED, person):
        return
    if look is None or look.outcome not in FOLLOWING:
        return
    if look.decisions.filter(by=Decision.By.PERSON).exists():
        return
    similarity = look.similarity if look.employee_id == person else None
    append_decision(sighting=look, employee_id=person, by=Decision.By.TRACK, similarity=similarity)
    Sighting.objects.filter(pk=pk).update(similarity=similarity)
    write_outcome(look, outcome=Outcome.MATCHED, employee_id=person, reason=SAME_TRACK)
