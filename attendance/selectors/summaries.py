"""Payroll's figures: of one employee, or of a whole site in three queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from attendance.day_parts import percentage
from attendance.departments import Departments
from attendance.durations import as_hours
from attendance.models import AttendanceDay, EmployeeDepartment
from attendance.selectors.day_filters import ATTENDED, DAYS, counts_from
from attendance.selectors.departments import moves_by_employee
from attendance.selectors.late_costs import half_days_of, late_counts, late_spans
from factory.sites.models import Site
from identity.models import Employee

FIGURES = {
    "flagged": Count("pk", filter=Q(flagged_for_review=True)),
    "late_minutes": Coalesce(Sum("late_minutes", filter=ATTENDED), 0),
    "worked_minutes": Coalesce(Sum("worked_minutes"), 0),
    "overtime_minutes": Coalesce(
        Sum(F("overtime_before_minutes") + F("overtime_after_minutes")), 0
    ),
}

WHO = ("employee_id", "employee__employee_code", "employee__name", "employee__department")


@dataclass(frozen=True, kw_only=True, slots=True)
class EmployeeSummary:
    """One employee's figures for a span of days: those of ``DayCounts``, and lengths in minutes."""

    employee_id: int
    employee_code: str
    name: str
    department: str
    total_days: int = 0
    on_time: int = 0
    late: int = 0
    early_exits: int = 0
    present: float = 0
    absent: float = 0
    half_days: int = 0
    leave_days: float = 0
    flagged: int = 0
    late_minutes: int = 0
    worked_minutes: int = 0
    overtime_minutes: int = 0
    late_deduction_days: float = 0.0

    @property
    def on_time_percentage(self) -> float:
        return percentage(self.on_time, self.total_days)

    @property
    def worked_hours(self) -> str:
        return as_hours(self.worked_minutes)

    @property
    def overtime_hours(self) -> str:
        return as_hours(self.overtime_minutes)

    def as_row(self) -> dict[str, Any]:
        """Return the figures by name, the percentage with them."""
        return asdict(self) | {"on_time_percentage": self.on_time_percentage}


def figures_of(employee: Employee, first: date, last: date) -> EmployeeSummary:
    """Return one employee's figures from first to last, zeros without days: three queries."""
    rows = AttendanceDay.objects.filter(employee=employee, day__range=(first, last))
    moves = EmployeeDepartment.objects.filter(employee=employee)
    found = _summaries(rows, moves, employee.site_id, (first, last))
    nothing = EmployeeSummary(
        employee_id=employee.pk,
        employee_code=employee.employee_code,
        name=employee.name,
        department=employee.department,
    )
    return next(found, nothing)


def site_summary(
    site: Site, first: date, last: date, *, department: str = "", shift_id: int | None = None
) -> Iterator[EmployeeSummary]:
    """Yield the figures of everybody with days at the site, by code: three queries, streamed.

    With a department the days that they were in it. Without, the one on the last day is named.
    """
    rows: QuerySet[AttendanceDay] = AttendanceDay.objects.filter(
        site=site, day__range=(first, last)
    )
    if department:
        rows = rows.filter(department=department)
    if shift_id is not None:
        rows = rows.filter(shift_id=shift_id)
    moves = EmployeeDepartment.objects.filter(site=site)
    yield from _summaries(rows, moves, site.pk, (first, last), department)


def _summaries(
    rows: QuerySet[AttendanceDay],
    moves: QuerySet[EmployeeDepartment],
    site_id: int,
    span: tuple[date, date],
    department: str = "",
) -> Iterator[EmployeeSummary]:
    spans = late_spans(site_id, *span)
    counts = late_counts(spans)
    moved = moves_by_employee(moves)
    # In this order: FIGURES has sums by the names of columns that the counts look at.
    figured = rows.order_by().values(*WHO).annotate(**counts, **DAYS, **FIGURES)
    for row in figured.order_by(*WHO[1:], "employee_id").iterator(chunk_size=2000):
        figures = counts_from(row) | {name: row[name] for name in FIGURES}
        pk, code, name, current = (row[column] for column in WHO)
        half_days = half_days_of(spans, [row[count] for count in counts])
        yield EmployeeSummary(
            employee_id=pk,
            employee_code=code,
            name=name,
            department=department or Departments(moved.get(pk, ()), current).on(span[1]),
            late_deduction_days=half_days / 2,
            **figures,
        )
