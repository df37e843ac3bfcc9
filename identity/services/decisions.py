"""Saying who a sighting shows: appended, never changed; a later decision supersedes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from factory.audit.services import record
from factory.core.errors import Conflict, Invalid
from factory.core.leases import State
from factory.core.memo import forget_all
from factory.core.models import User
from identity.models import Decision, Employee, Outcome, Sighting
from identity.selectors import is_recognisable_locked
from identity.services.appending import append_decision, state_before, write_outcome
from identity.services.own import refuse_own_sighting
from identity.services.remembering import make_memorable, remember_not
from identity.services.removing import remove_enrolled_from
from identity.services.track_refusals import deny_followers, hold_track

Word = Decision.Word
RULED_OUT = "another one, who is as similar, was ruled out"


@dataclass(frozen=True, slots=True)
class Saying:
    """What a person says of a sighting: NAMED and NOT_THEM need an employee, the others take none."""

    word: str
    employee: Employee | None = None


def decide(*, sighting: Sighting, saying: Saying, caller: Any, act: UUID | None = None) -> Decision:
    """Let a person say whom a sighting shows, or does not. A later word counts.

    Raises Conflict while the search is under way and where no basis is in force (``no-basis``),
    Invalid for somebody of another site, Refused (``four-eyes``) where it shows the caller or is said
    to: a punch goes by it. Saying the same again changes nothing. Looks that were named by the track
    alone, after this one, are not named so any more.
    """
    prepare(sighting=sighting, saying=saying)
    decision = _decide(sighting, saying, caller, act)
    if saying.word == Word.NOT_THEM:
        forget_all()
    return decision


def prepare(*, sighting: Sighting, saying: Saying) -> None:
    """Do what deciding takes of slow work; for who decides inside a transaction, before that begins."""
    if saying.word == Word.NOT_THEM and saying.employee is not None:
        make_memorable(sighting=sighting, employee=saying.employee)


@transaction.atomic
def _decide(sighting: Sighting, saying: Saying, caller: Any, act: UUID | None) -> Decision:
    # The basis before the sighting, as a search locks them: two who wait for each other wait for ever.
    person = saying.employee
    nameable = person is None or is_recognisable_locked(person.pk, sighting.captured_at)
    held = {one.pk: one for one in hold_track(sighting)}
    locked = held[sighting.pk]
    _decidable(locked, saying, nameable=nameable)
    refuse_own_sighting(locked, person.pk if person else None, caller)
    named = saying.employee if saying.word == Word.NAMED else None
    same = Decision.objects.standing().filter(sighting=locked, by=Decision.By.PERSON)
    found: Decision | None = same.filter(employee=named, word=saying.word).first()
    if found:
        return found
    user = caller if isinstance(caller, User) else None
    decision = append_decision(
        sighting=locked,
        employee_id=named.pk if named else None,
        by=Decision.By.PERSON,
        user=user,
        word=saying.word,
        act=act or uuid4(),
        before=state_before(locked),
    )
    if saying.word == Word.NOT_THEM and locked.stranger and saying.employee and decision.act:
        remember_not(
            stranger=locked.stranger, employee=saying.employee, user=user, act=decision.act
        )
    remove_enrolled_from([locked], caller, but=named.pk if named else None)
    _write(locked, saying, named)
    deny_followers(locked, decision, caller)
    meant = {"word": saying.word, "employee": saying.employee.pk if saying.employee else None}
    record(site_id=locked.site_id, caller=caller, act="decide", subject=locked, **meant)
    return decision


def _write(sighting: Sighting, saying: Saying, named: Employee | None) -> None:
    """Write whom the sighting shows now. Of two who are as similar, one may be ruled out: the other is
    still to be confirmed.
    """
    second = sighting.second
    if saying.word == Word.NOT_THEM and second and saying.employee:
        pair = {sighting.employee_id, second.employee.pk}
        left = pair - {saying.employee.pk}
        if len(left) == 1:
            write_outcome(
                sighting, outcome=Outcome.REVIEW, employee_id=left.pop(), reason=RULED_OUT
            )
            return
    outcome = Outcome.MATCHED if named else Outcome.UNKNOWN
    write_outcome(sighting, outcome=outcome, employee_id=named.pk if named else None, reason="")


def _decidable(sighting: Sighting, saying: Saying, *, nameable: bool) -> None:
    if sighting.state in (State.PENDING, State.RUNNING):
        raise Conflict("The search is still under way.", code="search-under-way")
    if (saying.employee is None) == (saying.word in (Word.NAMED, Word.NOT_THEM)):
        raise Invalid("Say which person is meant.", fields={"employee": "Needed here alone."})
    if saying.employee is None:
        return
    if saying.employee.site_id != sighting.site_id:
        raise Invalid("This person belongs to another site.", fields={"employee": "Other site."})
    if saying.word == Word.NAMED and not nameable:
        raise Conflict("No basis for recognising this person is in force.", code="no-basis")
