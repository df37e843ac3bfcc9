"""Saying who a sighting shows: appended, never changed; a later decision supersedes."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from factory.alerts import events
from factory.audit.services import record
from factory.core import clock
from factory.core.errors import Conflict, Invalid
from factory.core.leases import State
from factory.core.models import User
from identity.models import Decision, Employee, Outcome, Sighting
from identity.selectors import is_recognisable

VIEW = "identity.view_sighting"


def append_decision(
    *,
    sighting: Sighting,
    employee_id: int | None,
    by: str,
    user: User | None = None,
    similarity: float | None = None,
) -> Decision:
    """Append a decision within the caller's transaction; what stood before is superseded."""
    standing = Decision.objects.standing().filter(sighting=sighting)
    former = list(standing.values_list("pk", flat=True))
    now = clock.now()
    standing.update(superseded_at=now)
    decision: Decision = Decision.objects.create(
        site_id=sighting.site_id,
        sighting=sighting,
        employee_id=employee_id,
        by=by,
        user=user,
        similarity=similarity,
        at=now,
    )
    Decision.objects.filter(pk__in=former).update(superseded_by=decision)
    events.publish(sighting.site_id, "sighting", VIEW, [sighting.pk])
    return decision


@transaction.atomic
def decide(*, sighting: Sighting, employee: Employee | None, caller: Any) -> Decision:
    """Let a person say whom a sighting shows, or that it is nobody we know. A later word counts.

    Raises Conflict while the search is under way and where no basis is in force (``no-basis``),
    Invalid for somebody of another site. Saying the same again changes nothing.
    """
    locked: Sighting = Sighting.objects.select_for_update().get(pk=sighting.pk)
    _decidable(locked, employee)
    same = Decision.objects.standing().filter(sighting=locked, by=Decision.By.PERSON)
    found: Decision | None = same.filter(employee=employee).first()
    if found is not None:
        return found
    user = caller if isinstance(caller, User) else None
    decision = append_decision(
        sighting=locked,
        employee_id=employee.pk if employee else None,
        by=Decision.By.PERSON,
        user=user,
    )
    outcome = Outcome.MATCHED if employee else Outcome.UNKNOWN
    Sighting.objects.filter(pk=locked.pk).update(
        employee=employee, outcome=outcome, reason="", state=State.DONE
    )
    named = employee.pk if employee else None
    record(site_id=locked.site_id, caller=caller, act="decide", subject=locked, employee=named)
    return decision


def _decidable(sighting: Sighting, employee: Employee | None) -> None:
    if sighting.state in (State.PENDING, State.RUNNING):
        raise Conflict("The search is still under way.", code="search-under-way")
    if employee is None:
        return
    if employee.site_id != sighting.site_id:
        raise Invalid("This person belongs to another site.", fields={"employee": "Other site."})
    if not is_recognisable(employee.pk):
        raise Conflict("No basis for recognising this person is in force.", code="no-basis")
