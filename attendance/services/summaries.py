"""The guide's summary of one employee: what is marked of theirs is derived first."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from attendance.selectors.site_memory import marks_reaching
from attendance.selectors.summaries import figures_of
from attendance.services.asked_days import derive_asked
from factory.core.errors import Invalid
from identity.models import Employee

LONGEST_DAYS = 366
LONGEST_ROLL_DAYS = 31
"""A month across the page."""


def employee_summary(*, employee: Employee, first: date, last: date) -> dict[str, Any]:
    """Return the guide's dictionary for the days from first to last; raises Invalid for a bad range.

    A change of a moment ago counts: what is marked of the employee's days in the range is derived
    before the reading. ``pending`` says that some of them are still to be derived.
    """
    check_range(first, last)
    is_done = derive_asked(employee=employee, first=first, last=last)
    figures = figures_of(employee, first, last).as_row()
    for name in ("employee_code", "name", "department"):
        del figures[name]
    return {
        **figures,
        "date_range": [first.isoformat(), last.isoformat()],
        "pending": not is_done or _waits_for_others(employee, first, last),
    }


def _waits_for_others(employee: Employee, first: date, last: date) -> bool:
    """Say whether days wait for the worker, with everybody's, or to be mended."""
    marks = marks_reaching(employee.site, first, last)
    return bool(marks.filter(Q(employee=None) | (Q(employee=employee) & ~Q(reason=""))).exists())


def check_range(first: date, last: date, *, longest: int = LONGEST_DAYS) -> None:
    """Raise Invalid unless the range is in order and at most ``longest`` days (a year) long."""
    if last < first:
        raise Invalid("end_date lies before start_date.", fields={"end_date": "Too early."})
    if (last - first).days >= longest:
        raise Invalid(f"At most {longest} days at once.", fields={"end_date": "Too far away."})
