"""Days on which somebody punched without a shift: they are in no figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from attendance.models import AttendanceDay, ShiftAssignment, StrayPunch
from attendance.selectors.departments import in_department
from factory.sites.models import Site


@dataclass(frozen=True, slots=True)
class WithoutShift:
    """Somebody, and on how many days they punched without a shift."""

    code: str
    name: str
    days: int

    def __str__(self) -> str:
        plural = "" if self.days == 1 else "s"
        return f"{self.name} ({self.code}): {self.days} day{plural} with punches and no shift"


def days_without_shift(
    site: Site, first: date, last: date, *, department: str = "", shift_id: int | None = None
) -> list[WithoutShift]:
    """Return who has days with punches and no shift at all, the most days first: one query.

    A stray punch beside a shift makes none of them: the shift's day says what it is.
    """
    beside = AttendanceDay.objects.filter(employee=OuterRef("employee"), day=OuterRef("day"))
    strays: QuerySet[StrayPunch] = StrayPunch.objects.filter(~Exists(beside))
    rows = strays.filter(site=site, day__range=(first, last))
    if department:
        rows = in_department(rows, department, on=F("day"))
    if shift_id:
        rows = rows.filter(employee_id__in=ShiftAssignment.objects.people_on(shift_id))
    people = rows.order_by().values_list("employee__employee_code", "employee__name")
    counted = people.annotate(days=Count("day", distinct=True))
    return [WithoutShift(*row) for row in counted.order_by("-days", "employee__employee_code")]
