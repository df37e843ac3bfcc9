"""Saying who a sighting shows: appended, never changed; a later decision supersedes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from factory.alerts import events
from factory.audit.services import record
from factory.core import clock
from factory.core.errors import Conflict, Invalid
from factory.core.leases import State
from factory.core.memo import forget_all
from factory.core.models import User
from factory.evidence.models import Snapshot
from factory.evidence.services import reclass
from identity.models import Decision, Employee, Outcome, Sighting
from identity.selectors import is_recognisable_locked
from identity.services.remembering import make_memorable, remember_not

VIEW = "identity.view_sighting"
Word = Decision.Word
KEPT_FOR_UNDOING = ("outcome", "employee_id", "reason")


@dataclass(frozen=True, slots=True)
class Saying:
    """What a person says of a sighting: NAMED and NOT_THEM need an employee, the others take none."""

    word: str
    employee: Employee | None = None


def append_decision(
    *,
    sighting: Sighting,
    employee_id: int | None,
    by: str,
    user: User | None = None,
    similarity: float | None = None,
    word: str = Word.NAMED,
    act: UUID | None = None,
    before: dict[str, Any] | None = None,
) -> Decision:
    """Append a decision within the caller's transaction; what stood before is superseded."""
    standing = Decision.objects.standing().filter(sighting=sighting)
    former, now = list(standing.values_list("pk", flat=True)), clock.now()
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


def decide(*, sighting: Sighting, saying: Saying, caller: Any, act: UUID | None = None) -> Decision:
    """Let a person say whom a sighting shows, or does not. A later word counts.

    Raises Conflict while the search is under way and where no basis is in force (``no-basis``),
    Invalid for somebody of another site. Saying the same again changes nothing.
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
    locked: Sighting = Sighting.objects.select_for_update().get(pk=sighting.pk)
    _decidable(locked, saying, nameable=nameable)
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
        before={name: getattr(locked, name) for name in KEPT_FOR_UNDOING},
    )
    if saying.word == Word.NOT_THEM and locked.stranger and saying.employee and decision.act:
        remember_not(
            stranger=locked.stranger, employee=saying.employee, user=user, act=decision.act
        )
    outcome = Outcome.MATCHED if named else Outcome.UNKNOWN
    write_outcome(locked, outcome=outcome, employee_id=named.pk if named else None, reason="")
    meant = {"word": saying.word, "employee": saying.employee.pk if saying.employee else None}
    record(site_id=locked.site_id, caller=caller, act="decide", subject=locked, **meant)
    return decision


def write_outcome(
    sighting: Sighting, *, outcome: str, employee_id: int | None, reason: str
) -> None:
    """Write what a sighting shows now, and of which class its picture is.

    One that failed before somebody said something has failed again once that is taken back.
    """
    Sighting.objects.filter(pk=sighting.pk).update(
        outcome=outcome,
        employee_id=employee_id,
        reason=reason,
        state=State.FAILED if outcome == Outcome.FAILED else State.DONE,
        again_at=None,
    )
    known = outcome == Outcome.MATCHED
    reclass(sighting.snapshot, Snapshot.Kind.FACE if known else Snapshot.Kind.UNKNOWN)


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
