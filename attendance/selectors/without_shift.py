"""Days on which somebody punched without a shift: they are in no figure."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, F, OuterRef, QuerySet

from attendance.models import AttendanceDay, ShiftAssignment, StrayPunch
from attendance.selectors.departments import in_department
from factory.sites.models import Site


def days_without_shift(
    site: Site, first: date, last: date, *, department: str = "", shift_id: int | None = None
) -> int:
    """Return how many days of people have punches and no shift at all: one query.

    A stray punch beside a shift is none of them: the day of the shift says what it makes of it.
    """
    beside = AttendanceDay.objects.filter(employee=OuterRef("employee"), day=OuterRef("day"))
    strays: QuerySet[StrayPunch] = StrayPunch.objects.filter(~Exists(beside))
    rows = strays.filter(site=site, day__range=(first, last))
    if department:
        rows = in_department(rows, department, on=F("day"))
    if shift_id:
        rows = rows.filter(employee_id__in=ShiftAssignment.objects.people_on(shift_id))
    return int(rows.order_by().values("employee_id", "day").distinct().count())
