"""Employments change: the department has its dates, and the days that a change touches are marked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from attendance.employment import Employment, days_touched
from attendance.models import EmployeeDepartment
from attendance.models.shifts import ALWAYS
from attendance.services.marks import mark_days
from attendance.services.own import refuse_own_row
from attendance.services.roster_checks import checked, noted
from factory.core import clock
from factory.core.errors import Invalid
from identity.models import Employee


def employment_of(employee: Employee) -> Employment:
    return Employment(employee.department, employee.joined_on, employee.left_on)


@transaction.atomic
def employment_changed(*, employee: Employee, before: Employment) -> None:
    """Take note of a change that was made to an employee; safe to repeat within the day.

    A department holds from the day of the change on, by the site's clock.
    """
    after, today = employment_of(employee), clock.local_day(employee.site.zone)
    if before.department != after.department:
        _moved(employee, before.department, today)
    for days in days_touched(before, after, today):
        mark_days(
            site_id=employee.site_id, employee_ids=[employee.pk], first=days.first, last=days.last
        )


def _moved(employee: Employee, before: str, today: date) -> None:
    own: dict[str, Any] = {"employee": employee, "site_id": employee.site_id}
    if not EmployeeDepartment.objects.filter(employee=employee).exists():
        EmployeeDepartment.objects.create(**own, since=ALWAYS, department=before)
    EmployeeDepartment.objects.update_or_create(
        **own, since=today, defaults={"department": employee.department}
    )


def check_move(move: EmployeeDepartment) -> None:
    """Raise what saving the move would raise."""
    move.site_id = move.employee.site_id
    checked(move)
    if move.since > clock.local_day(move.employee.site.zone):
        raise Invalid("That day is still to come.", fields={"since": "Not before it has begun."})


@transaction.atomic
def save_move(*, move: EmployeeDepartment, caller: Any) -> EmployeeDepartment:
    """Correct from when on somebody is in a department; the days since then are derived again.

    Raises Invalid for a day to come (the employee's own page is changed on that day) and for two
    moves on one day, Refused (``four-eyes``) for the caller's own.
    """
    refuse_own_row(move, caller=caller, act="move-employee")
    check_move(move)
    known = EmployeeDepartment.objects.filter(pk=move.pk).values_list("since", flat=True)
    first = min([move.since, *known])
    move.save()
    noted(move, caller, "move-employee")
    _settle(move, first)
    return move


@transaction.atomic
def remove_move(*, move: EmployeeDepartment, caller: Any) -> None:
    """Take a move back: the department before it holds on; raises Refused as ``save_move``."""
    refuse_own_row(move, caller=caller, act="remove-move")
    noted(move, caller, "remove-move", text=str(move))
    move.delete()
    _settle(move, move.since)


def _settle(move: EmployeeDepartment, first: date) -> None:
    """Mark the days, and have the employee's page say what holds today."""
    newest = EmployeeDepartment.objects.filter(employee=move.employee).order_by("-since").first()
    if newest is not None:
        Employee.objects.filter(pk=move.employee_id).update(department=newest.department)
    mark_days(site_id=move.site_id, employee_ids=[move.employee_id], first=first, last=None)
