"""One answer for a track: no look keeps a name that does not stand, in the transaction that says so.

Whoever changes several looks of a track holds them by their keys, the searched ones first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q

from factory.audit.services import record_many
from factory.core.leases import State
from factory.core.ring import ring
from identity.matching import DISAGREE
from identity.models import Decision, Outcome, Sighting
from identity.selectors import quiet_of
from identity.services.appending import append_for_all, write_for_all
from identity.services.removing import remove_enrolled_from
from identity.services.strangers import GROUP, SAID_BEFORE
from identity.services.track_answers import track_of
from identity.track_rules import SAME_TRACK

TAKEN_BACK = "what it had its name by was taken back"
Write = Callable[[list[Sighting]], None]


def hold_track(sighting: Sighting) -> list[Sighting]:
    """Return a sighting and the searches of its track, and hold them until the caller's transaction
    ends: of two that change them at once the later one sees what the other has written.
    """
    own = Sighting.objects.filter(pk=sighting.pk)
    searches = track_of(sighting).filter(Q(searched=True) | Q(state=State.RUNNING))
    return _held(own | searches if sighting.track_id else own)


def contesting_locked(sighting: Sighting, person: int) -> list[Sighting]:
    """Return the looks of the track that were matched to somebody else than ``person``; all its searches
    are held.
    """
    return [
        look
        for look in hold_track(sighting)
        if look.outcome == Outcome.MATCHED and look.employee_id != person and look.pk != sighting.pk
    ]


def take_back(looks: Iterable[Sighting]) -> None:
    """Take machines' matches back within the caller's transaction: a person is to say who it is."""
    held = _held(Sighting.objects.filter(pk__in=[look.pk for look in looks]))
    said = Decision.objects.standing().filter(sighting__in=held).exclude(employee=None)
    # What a person takes back leaves what the machine had said.
    machines = said.exclude(by=Decision.By.PERSON, word=Decision.Word.NAMED)
    keys = set(machines.values_list("sighting", flat=True))
    matched = [look for look in held if look.pk in keys]
    append_for_all(matched, by=Decision.By.TRACK, word=Decision.Word.UNDONE)
    write_for_all(matched, outcome=Outcome.REVIEW, reason=DISAGREE)
    for look in matched:
        ring(GROUP, look.pk)


def take_followers_back(sighting: Sighting, person: int) -> None:
    """Take back what the track alone says since a match to ``person`` was taken back."""
    _let_go(sighting, person, take_back)


def deny_followers(sighting: Sighting, decision: Decision, caller: Any) -> None:
    """Let no look of the track keep a name that it had by this one alone, of which a person
    says now that it shows another or nobody. The same click takes it back.
    """
    person = decision.before.get("employee_id")
    was_named = decision.before.get("outcome") == Outcome.MATCHED and person != decision.employee_id

    def deny(looks: list[Sighting]) -> None:
        word = Decision.Word.NOT_THEM
        user, act = decision.user, decision.act
        append_for_all(looks, by=Decision.By.PERSON, word=word, user=user, act=act)
        remove_enrolled_from(looks, caller)
        write_for_all(looks, outcome=Outcome.UNKNOWN, reason=SAID_BEFORE, employee_id=None)
        meant = {"word": word, "employee": person}
        record_many(caller=caller, act="decide", subjects=[(look, meant) for look in looks])

    if was_named and isinstance(person, int):
        _let_go(sighting, person, deny)


def leave_followers_unnamed(sighting: Sighting, person: int, caller: Any) -> None:
    """Let no look of the track keep the name that a person gave this one, and has taken back."""

    def leave(looks: list[Sighting]) -> None:
        append_for_all(looks, by=Decision.By.TRACK, word=Decision.Word.UNDONE)
        remove_enrolled_from(looks, caller)
        write_for_all(looks, outcome=Outcome.UNKNOWN, reason=TAKEN_BACK, employee_id=None)
        for look in looks:
            ring(GROUP, look.pk)

    _let_go(sighting, person, leave)


def _let_go(sighting: Sighting, person: int, write: Write) -> None:
    """Write what becomes of the looks that the track alone names; of none where another look still
    stands for them. A look that takes the name meanwhile holds one that it had it by, and is met next.
    """
    span = _span(sighting, person) if sighting.track_id else None
    while span is not None:
        keys = _named(sighting, person, span).filter(reason=SAME_TRACK).values_list("pk", flat=True)
        facts = (Outcome.MATCHED, person, SAME_TRACK)
        held = _held(Sighting.objects.filter(pk__in=list(keys)))
        looks = [one for one in held if (one.outcome, one.employee_id, one.reason) == facts]
        if not looks:
            return
        write(looks)


def _span(sighting: Sighting, person: int) -> tuple[Any, Any] | None:
    """Return from when to when looks have the name by this one, or by one that has it so; None where
    there is none, or another one stands for them.
    """
    first = last = sighting.captured_at
    while True:
        named = _named(sighting, person, (first, last))
        facts = list(named.values_list("reason", "captured_at"))
        if not facts or any(reason != SAME_TRACK for reason, _ in facts):
            return None
        reached = min(first, *(at for _, at in facts)), max(last, *(at for _, at in facts))
        if reached == (first, last):
            return reached
        first, last = reached


def _named(sighting: Sighting, person: int, span: tuple[Any, Any]) -> Any:
    """Return the other looks that name a person within a quiet time of a span of the track. Whatever
    was said and taken back of one, its reason tells whether the track alone names it.
    """
    quiet = quiet_of(sighting.site_id)
    looks = Sighting.objects.of_track_between(sighting, span[0] - quiet, span[1] + quiet)
    return looks.filter(outcome=Outcome.MATCHED, employee=person).exclude(pk=sighting.pk)


def _held(looks: Any) -> list[Sighting]:
    rows = looks.order_by("pk").select_for_update(of=("self",), no_key=True)
    return list(rows.select_related("snapshot"))
