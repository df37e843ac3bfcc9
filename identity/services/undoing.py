"""Taking back what a person said: appended like all that is said."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from factory.audit.services import record
from factory.core.models import User
from identity.models import Decision, Outcome
from identity.selectors import is_recognisable_locked
from identity.services.appending import append_decision, write_outcome
from identity.services.decisions import Word
from identity.services.own import refuse_own_sighting
from identity.services.remembering import forget_not
from identity.services.removing import remove_enrolled_from
from identity.services.track_refusals import hold_track, leave_followers_unnamed

NO_BASIS = "no basis for recognising this person is in force any more"


def undo(*, act: UUID, decisions: Any, caller: Any) -> int:
    """Take back one click: its decisions that still stand; return how many. Safe to repeat.

    ``decisions`` are those that the caller may take back. Each sighting is again what it was before;
    what a machine had said stands anew, "not this person" is forgotten, and so is what was enrolled from
    its picture. Raises Refused (``four-eyes``) where it shows the caller.
    """
    mine = decisions.standing().filter(act=act, by=Decision.By.PERSON).exclude(word=Word.UNDONE)
    return sum(_undone(decision, caller) for decision in mine.select_related("sighting"))


@transaction.atomic
def _undone(decision: Decision, caller: Any) -> bool:
    before = _allowed(decision.before, decision.sighting.captured_at)
    held = {one.pk: one for one in hold_track(decision.sighting)}
    locked = held[decision.sighting_id]
    refuse_own_sighting(locked, before.get("employee_id"), caller)
    still = Decision.objects.standing().select_for_update().filter(pk=decision.pk)
    if not still.exists():
        return False
    named = before["employee_id"] if before["outcome"] == Outcome.MATCHED else None
    append_decision(
        sighting=locked,
        employee_id=named,
        by=Decision.By.PERSON,
        user=caller if isinstance(caller, User) else None,
        word=Word.UNDONE,
        act=decision.act,
    )
    if locked.stranger is not None and decision.act is not None:
        forget_not(stranger=locked.stranger, act=decision.act)
    remove_enrolled_from([locked], caller, but=named)
    write_outcome(locked, **before)
    if decision.employee_id is not None and decision.employee_id != named:
        leave_followers_unnamed(locked, decision.employee_id, caller)
    record(site_id=locked.site_id, caller=caller, act="undo-decision", subject=locked)
    return True


def _allowed(before: dict[str, Any], seen_at: datetime) -> dict[str, Any]:
    """Return what a sighting is again: it names nobody whose basis has ended meanwhile."""
    person, second = before.get("employee_id"), before.get("runner_up_id")
    people = sorted(one for one in {person, second} if one is not None)
    nameable = {one for one in people if is_recognisable_locked(one, seen_at)}
    if before and (person is None or person in nameable):
        nobody = {"runner_up_id": None, "runner_up_similarity": None}
        return before if second in nameable else before | nobody
    reason = NO_BASIS if person is not None else ""
    return {"outcome": Outcome.UNKNOWN, "employee_id": None, "reason": reason}
