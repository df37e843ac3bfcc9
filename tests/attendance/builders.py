"""Builders of attendance's rows for tests, through the services where there is one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from attendance import services
from attendance.models import AttendanceDay, Shift, ShiftAssignment
from factory.core.models import User
from factory.sites.models import Site
from identity.models import Employee

_numbers = count(1)
GUIDE_SHIFT = {"start_time": "08:00:00", "end_time": "17:00:00", "grace_period_minutes": 5}


def make_employee(
    site: Site, *, pk: int | None = None, user: User | None = None, **fields: Any
) -> Employee:
    number = next(_numbers)
    values = {"employee_code": f"E{number:04}", "name": f"Worker {number}"} | fields
    employee: Employee = Employee.objects.create(site=site, pk=pk, user=user, **values)
    return employee


def make_shift(site: Site, hours: str = "08:00-17:00", **fields: Any) -> Shift:
    """Return a shift of the given hours; other columns as ShiftVersion names them."""
    start, end = (time.fromisoformat(clock) for clock in hours.split("-"))
    name = fields.pop("name", f"Shift {next(_numbers)}")
    return services.define_shift(site=site, name=name, caller=None, start=start, end=end, **fields)


def assign(
    employee: Employee, shift: Shift, first: date, last: date | None = None
) -> ShiftAssignment:
    assignment = ShiftAssignment(employee=employee, shift=shift, from_date=first, to_date=last)
    return services.save_assignment(assignment=assignment, caller=None)


def check_in(employee: Employee, *, at: datetime, **values: Any) -> services.ShiftStatus:
    """Record that somebody came, and have the worker derive the day."""
    status = services.check_in(employee_id=employee.pk, at=at, **values)
    services.derive_dirty_days(employee_id=employee.pk)
    return status


def check_out(employee: Employee, *, at: datetime, **values: Any) -> services.ShiftStatus:
    """Record that somebody left, and have the worker derive the day."""
    status = services.check_out(employee_id=employee.pk, at=at, **values)
    services.derive_dirty_days(employee_id=employee.pk)
    return status


def local(site: Site, text: str) -> datetime:
    """Return a moment given by the site's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(site.time_zone))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def the_only_day() -> AttendanceDay:
    """Return the one day there is, once what is marked has been derived."""
    services.derive_dirty_days()
    row: AttendanceDay = AttendanceDay.objects.get()
    return row


def day_of(employee: Employee, day: date) -> AttendanceDay:
    services.derive_dirty_days(employee_id=employee.pk)
    row: AttendanceDay = AttendanceDay.objects.get(employee=employee, day=day)
    return row
