"""The demo's roster: two shifts, Sundays off, two holidays, and some leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from attendance.models import Holiday, Leave, Shift, ShiftAssignment, WeeklyOff
from attendance.services import (
    define_shift,
    save_assignment,
    save_holiday,
    save_leave,
    save_weekly_off,
)
from attendance.vocabulary import Leave as Part
from factory.core.models import User
from factory.ops.demo_history import SUNDAY
from factory.sites.models import Site
from identity.models import Employee

SHIFTS = {"Day": (time(8), time(17), "#f59e0b"), "Night": (time(22), time(6), "#6366f1")}
ROTATING = frozenset({"Production", "Maintenance", "Security"})
AT_NIGHT = 3
"""Every third person of those departments works at night."""
HOLIDAYS = ((8, "Founders' Day"), (19, "State Day"))
"""So many days ago; a Sunday's is on the Saturday before."""
LEAVES = (
    # whose (by the order of codes), from so many days ago, for so many days, part of the day, kind
    (3, 24, 2, Part.FULL, "sick"),
    (9, 17, 1, Part.FULL, "casual"),
    (15, 12, 1, Part.FIRST_HALF, "casual"),
    (21, 6, 3, Part.FULL, "earned"),
    (27, 3, 1, Part.SECOND_HALF, "casual"),
    (33, 1, 2, Part.FULL, "sick"),
)


def make_roster(
    *, site: Site, staff: Sequence[Employee], history: Sequence[date], caller: User
) -> None:
    """Make shifts, assignments and days off for ``staff``, in the order of their codes."""
    day, night = (_shift(site, caller, name) for name in SHIFTS)
    sundays = WeeklyOff(site=site, from_date=history[0], weeks=[[SUNDAY]])
    save_weekly_off(weekly_off=sundays, caller=caller)
    for employee in staff:
        begins = max(history[0], employee.joined_on or history[0])
        shift = night if works_at_night(employee) else day
        row = ShiftAssignment(employee=employee, shift=shift, from_date=begins)
        save_assignment(assignment=row, caller=caller)
    _days_off(site, staff, history, caller)


def works_at_night(employee: Employee) -> bool:
    return employee.department in ROTATING and employee.pk % AT_NIGHT == 0


def _shift(site: Site, caller: User, name: str) -> Shift:
    start, end, colour = SHIFTS[name]
    asks: dict[str, Any] = {
        "start": start,
        "end": end,
        "grace_in_minutes": 5,
        "overtime_after_from_minutes": 30,
    }
    return define_shift(site=site, name=name, caller=caller, colour=colour, **asks)


def _days_off(site: Site, staff: Sequence[Employee], history: Sequence[date], caller: User) -> None:
    today, first = history[-1], history[0]
    for back, name in HOLIDAYS:
        day = today - timedelta(days=back + ((today - timedelta(days=back)).weekday() == SUNDAY))
        if day >= first:
            save_holiday(holiday=Holiday(site=site, day=day, name=name), caller=caller)
    for place, back, length, part, kind in LEAVES:
        begins = today - timedelta(days=back)
        if begins >= first and place < len(staff):
            leave = Leave(
                employee=staff[place],
                from_date=begins,
                to_date=begins + timedelta(days=length - 1),
                part=part,
                kind=kind,
            )
            save_leave(leave=leave, caller=caller)
