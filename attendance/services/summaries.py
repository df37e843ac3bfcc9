"""The guide's summary of one employee: what is marked of theirs is derived first."""

from __future__ import annotations

from datetime import date
from typing import Any

from attendance.models import DirtyDay
from attendance.selectors.summaries import figures_of
from attendance.services.dirty import derive_dirty_days
from factory.core.errors import Invalid
from identity.models import Employee

LONGEST_DAYS = 366
LONGEST_ROLL_DAYS = 31
"""A month across the page."""


def employee_summary(*, employee: Employee, first: date, last: date) -> dict[str, Any]:
    """Return the guide's dictionary for the days from first to last; raises Invalid for a bad range.

    A change of a moment ago counts: the employee's own marks are worked off before the reading.
    """
    check_range(first, last)
    if DirtyDay.objects.waiting().filter(employee=employee).exists():
        derive_dirty_days(employee_id=employee.pk)
    figures = figures_of(employee, first, last).as_row()
    for name in ("employee_code", "name", "department"):
        del figures[name]
    return {**figures, "date_range": [first.isoformat(), last.isoformat()]}


def check_range(first: date, last: date, *, longest: int = LONGEST_DAYS) -> None:
    """Raise Invalid unless the range is in order and at most ``longest`` days (a year) long."""
    if last < first:
        raise Invalid("end_date lies before start_date.", fields={"end_date": "Too early."})
    if (last - first).days >= longest:
        raise Invalid(f"At most {longest} days at once.", fields={"end_date": "Too far away."})
