"""Nobody changes their own attendance after the fact: they ask, and somebody else decides."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from factory.audit.services import record
from factory.core import clock
from factory.core.four_eyes import refuse_own
from factory.core.models import User
from factory.sites.models import SiteOwned
from identity.models import Employee

AT_ONCE = timedelta(minutes=15)
"""Who reports their own punch no later than this is at the door, and speaks of nothing past."""
CLOCKS_DIFFER = timedelta(minutes=1)
"""By how much the clock of one's device may be ahead of ours; nobody has left ten minutes from now."""
SOMEBODY_ELSE = (
    "This is your own attendance: a colleague changes it, or decides about your request."
)


def refuse_own_change(
    *, employee: Employee, caller: Any, act: str, subject: SiteOwned | None = None
) -> None:
    """Raise Refused (``four-eyes``) where the caller is the employee; the trail keeps the attempt."""
    refuse_own(
        caller=caller,
        owner_id=employee.user_id,
        act=act,
        subject=subject or employee,
        detail=SOMEBODY_ELSE,
    )


def refuse_own_row(row: Any, *, caller: Any, act: str) -> None:
    """As ``refuse_own_change``, for a row that is about an employee (None: a group), or was."""
    known = type(row).objects.filter(pk=row.pk).select_related("employee").first()
    for one in filter(None, (known, row)):
        if one.employee is not None:
            refuse_own_change(employee=one.employee, caller=caller, act=act, subject=known)


def is_told_elsewhere(at: datetime) -> bool:
    """Say whether a punch is more than a word at the door: told later, or before it is true."""
    age = clock.now() - at
    return age > AT_ONCE or -age > CLOCKS_DIFFER


def note_own_rows(site_id: int, own: Iterable[int], caller: Any, number: int) -> None:
    """Have the trail keep that somebody reported so many rows of themselves, which were refused."""
    for employee in Employee.objects.filter(pk__in=own) if number else ():
        record(site_id=site_id, caller=caller, act="refused-punches", subject=employee, rows=number)


def keys_of_own(caller: Any) -> frozenset[int]:
    """Return the employees who are the caller: one query, none for a device."""
    if not isinstance(caller, User):
        return frozenset()
    mine = Employee.objects.filter(user_id=caller.pk).values_list("pk", flat=True)
    return frozenset(mine)
