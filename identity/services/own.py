"""What one's own attendance goes by is for somebody else to change: sightings, and the employment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from factory.core.four_eyes import refuse_own
from factory.core.models import User
from identity.models import Employee, Outcome, Sighting

OWN_ATTENDANCE = frozenset({"department", "joined_on", "left_on", "user"})


def refuse_own_employment(*, before: Employee, changed: Iterable[str], caller: Any) -> None:
    """Raise Refused (``four-eyes``) where the caller changes what their own attendance goes by.

    That is the department, the first and last day, and whose account it is.
    """
    if OWN_ATTENDANCE.isdisjoint(changed):
        return
    refuse_own(
        caller=caller,
        owner_id=before.user_id,
        act="change-employee",
        subject=before,
        detail="Somebody else changes your own department, days of work and account.",
    )


def refuse_own_sighting(sighting: Sighting, employee_id: int | None, caller: Any) -> None:
    """Raise Refused (``four-eyes``) where the caller is whom the sighting shows or is to show."""
    if not isinstance(caller, User):
        return
    second = sighting.runner_up_id if sighting.outcome == Outcome.REVIEW else None
    meant = [pk for pk in (employee_id, sighting.employee_id, second) if pk is not None]
    for own in Employee.objects.filter(pk__in=meant, user_id=caller.pk):
        refuse_own(
            caller=caller,
            owner_id=own.user_id,
            act="decide",
            subject=sighting,
            detail="Somebody else says which sightings show you.",
        )
