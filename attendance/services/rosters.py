"""Rosters change: refused where they contradict themselves, and the days they touch are marked."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Model

from attendance.models import (
    EmployeeDepartment,
    Holiday,
    LatePolicy,
    Leave,
    ShiftAssignment,
    WeeklyOff,
)
from attendance.services.deriving import locked_employees
from attendance.services.employment import check_move
from attendance.services.marks import SHIFTS_BESIDE, mark_days
from attendance.services.own import refuse_own_row
from attendance.services.roster_checks import checked, noted, refuse_overlap, restamp, turn_at
from attendance.vocabulary import both_halves
from factory.core.dates import EARLIEST, LATEST
from factory.core.errors import Conflict, Invalid


def check_roster(row: Model) -> None:
    """Raise what saving the row would raise; for forms, which can say so beside the fields."""
    if isinstance(row, ShiftAssignment):
        _check_assignment(row)
    elif isinstance(row, Leave):
        _check_leave(row)
    elif isinstance(row, WeeklyOff):
        _check_weekly_off(row)
    elif isinstance(row, EmployeeDepartment):
        check_move(row)
    elif isinstance(row, LatePolicy):
        checked(row)


def _check_assignment(assignment: ShiftAssignment) -> None:
    assignment.site_id = assignment.employee.site_id
    for name in ("shift", "pattern"):
        work = getattr(assignment, name)
        if work is not None and work.site_id != assignment.site_id:
            raise Invalid(f"This {name} belongs to another site.", fields={name: "Other site."})
    checked(assignment)
    _check_start_week(assignment)
    refuse_overlap(assignment)


def _check_start_week(assignment: ShiftAssignment) -> None:
    weeks = assignment.pattern.weeks if assignment.pattern else 1
    if assignment.start_week > weeks:
        raise Invalid(f"The pattern has {weeks} weeks.", fields={"start_week": f"At most {weeks}."})


def _check_leave(leave: Leave) -> None:
    leave.site_id = leave.employee.site_id
    checked(leave)
    others = Leave.objects.filter(employee_id=leave.employee_id).exclude(pk=leave.pk)
    met = others.meeting(leave.from_date, leave.to_date)
    # The two halves of a day do not overlap: each may be of another kind.
    other = next((one for one in met if not both_halves([one.part, leave.part])), None)
    if other is not None:
        raise Conflict(
            f"There is leave from {other.from_date} to {other.to_date} already.", code="overlap"
        )


def _check_weekly_off(weekly_off: WeeklyOff) -> None:
    employee = weekly_off.employee
    if employee is not None and employee.site_id != weekly_off.site_id:
        raise Invalid("This person belongs to another site.", fields={"employee": "Other site."})
    checked(weekly_off)


@transaction.atomic
def save_assignment(*, assignment: ShiftAssignment, caller: Any) -> ShiftAssignment:
    """Give an employee a shift or a pattern for a span of days, or change such a span.

    Raises Invalid for a span or people that do not fit together, Conflict (``overlap``) where the
    hours would overlap with those of another shift of the same person, Refused (``four-eyes``) for
    the caller's own roster.
    """
    refuse_own_row(assignment, caller=caller, act="assign-shift")
    # Two overlapping assignments at once: the second waits here and then sees the first.
    locked_employees(assignment.employee.site, [assignment.employee_id])
    _check_assignment(assignment)
    _save_marked(assignment, caller, "assign-shift")
    return assignment


@transaction.atomic
def save_leave(*, leave: Leave, caller: Any) -> Leave:
    """Grant or change leave.

    Raises Invalid for a bad span, Conflict (``overlap``) for two at once, Refused (``four-eyes``) for
    the caller's own.
    """
    refuse_own_row(leave, caller=caller, act="grant-leave")
    locked_employees(leave.employee.site, [leave.employee_id])
    _check_leave(leave)
    _save_marked(leave, caller, "grant-leave")
    return leave


@transaction.atomic
def save_weekly_off(*, weekly_off: WeeklyOff, caller: Any) -> WeeklyOff:
    """Save a group's weekly off.

    Raises Invalid for weekdays that are none or people elsewhere, Conflict (``overlap``) where the
    same group has another one on one of its days, Refused (``four-eyes``) for the caller's own.
    """
    refuse_own_row(weekly_off, caller=caller, act="set-weekly-off")
    turn_at(weekly_off.site_id)
    _check_weekly_off(weekly_off)
    _save_marked(weekly_off, caller, "set-weekly-off")
    return weekly_off


@transaction.atomic
def save_holiday(*, holiday: Holiday, caller: Any) -> Holiday:
    """Save a holiday; raises Invalid where the site has one on that day."""
    checked(holiday)
    before = Holiday.objects.filter(pk=holiday.pk).values_list("day", flat=True)
    days = {holiday.day, *before}
    holiday.save()
    noted(holiday, caller, "set-holiday")
    restamp(holiday.site_id)
    for day in sorted(days):
        mark_days(site_id=holiday.site_id, employee_ids=[None], first=day, last=day)
    return holiday


@transaction.atomic
def remove(*, row: ShiftAssignment | WeeklyOff | Holiday | Leave, caller: Any) -> None:
    """Delete a row of the roster; its days are derived again, and the audit trail keeps it.

    Raises Refused (``four-eyes``) for a row about the caller.
    """
    act = f"remove-{row._meta.model_name}"
    if not isinstance(row, Holiday):
        refuse_own_row(row, caller=caller, act=act)
    noted(row, caller, act, text=str(row))
    _mark(row)
    row.delete()


def _save_marked(row: ShiftAssignment | WeeklyOff | Leave, caller: Any, act: str) -> None:
    """Save, and mark the days that the row held before and those that it holds now."""
    before = type(row).objects.filter(pk=row.pk).first() if row.pk else None
    row.save()
    noted(row, caller, act)
    for version in filter(None, (before, row)):
        _mark(version)


def _mark(row: ShiftAssignment | WeeklyOff | Holiday | Leave) -> None:
    if isinstance(row, Holiday):
        restamp(row.site_id)
        mark_days(site_id=row.site_id, employee_ids=[None], first=row.day, last=row.day)
        return
    if row.employee_id is None:
        restamp(row.site_id)
    first, last = row.from_date, row.to_date
    if isinstance(row, ShiftAssignment):
        # To which shift a punch belongs, its neighbours decide. No row of old leaves the calendar.
        first = max(first, EARLIEST) - SHIFTS_BESIDE
        last = last and min(last, LATEST) + SHIFTS_BESIDE
    mark_days(site_id=row.site_id, employee_ids=[row.employee_id], first=first, last=last)
