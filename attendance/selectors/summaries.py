"""Payroll's figures: of one employee, or of a whole site in three or five queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from attendance.departments import Departments
from attendance.employee_figures import EmployeeSummary
from attendance.models import AttendanceDay, EmployeeDepartment
from attendance.policy_spans import PolicySpan
from attendance.selectors.day_filters import ATTENDED, counts_from, day_counts
from attendance.selectors.departments import moves_by_employee
from attendance.selectors.late_costs import half_days_of, late_counts, late_days, late_spans
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

SEVERAL = {"shifts_of_all": Count("pk"), "days_of_all": Count("day", distinct=True)}
"""Who has several shifts on a day has fewer days than shifts."""
Row = Mapping[str, Any]
WHO = ("employee_id", "employee__employee_code", "employee__name", "employee__department")


def figures_of(employee: Employee, first: date, last: date) -> EmployeeSummary:
    """Return one employee's figures from first to last, zeros without days: three queries."""
    rows = AttendanceDay.objects.filter(employee=employee, day__range=(first, last))
    moved = moves_by_employee(EmployeeDepartment.objects.filter(employee=employee))
    spans = late_spans(employee.site_id, first, last)
    nothing = EmployeeSummary(
        employee_id=employee.pk,
        employee_code=employee.employee_code,
        name=employee.name,
        department=employee.department,
    )
    for row in _figured(rows, spans, distinct=True):
        group = Departments(moved.get(employee.pk, ()), row[WHO[3]]).on(last)
        return _summary(row, spans, group, distinct=True)
    return nothing


def site_summary(
    site: Site, first: date, last: date, *, department: str = "", shift_id: int | None = None
) -> Iterator[EmployeeSummary]:
    """Yield the figures of everybody with days at the site, by code: three queries, streamed.

    Two more where people have several shifts on a day. With a department the days that they were
    in it. Without, the one on the last day is named.
    """
    rows: QuerySet[AttendanceDay] = AttendanceDay.objects.filter(
        site=site, day__range=(first, last)
    )
    if department:
        rows = rows.filter(department=department)
    if shift_id is not None:
        rows = rows.filter(shift_id=shift_id)
    moved = moves_by_employee(EmployeeDepartment.objects.filter(site=site))
    spans = late_spans(site.pk, first, last)
    exact: dict[int, Row] = {}
    figured = _figured(rows, spans, distinct=False).annotate(**SEVERAL)
    for row in figured.order_by(*WHO[1:], "employee_id").iterator(chunk_size=2000):
        pk, current = row["employee_id"], row[WHO[3]]
        if row["shifts_of_all"] != row["days_of_all"] and not exact:
            exact = _with_several_shifts(rows, spans)
        group = department or Departments(moved.get(pk, ()), current).on(last)
        yield _summary(exact.get(pk, row), spans, group, distinct=pk in exact)


def _with_several_shifts(
    rows: QuerySet[AttendanceDay], spans: Sequence[PolicySpan]
) -> dict[int, Row]:
    """Return the rows of people whose days are fewer than their shifts, counted day by day."""
    by_day = rows.order_by().values("employee_id", "day").annotate(shifts=Count("pk"))
    people = set(by_day.filter(shifts__gt=1).values_list("employee_id", flat=True))
    found = _figured(rows.filter(employee_id__in=people), spans, distinct=True)
    return {row["employee_id"]: row for row in found}


def _figured(
    rows: QuerySet[AttendanceDay], spans: Sequence[PolicySpan], *, distinct: bool
) -> QuerySet[AttendanceDay, Row]:
    # In this order: FIGURES has sums by the names of columns that the counts look at.
    counts = late_counts(spans, distinct=distinct) | day_counts(distinct=distinct)
    figured: QuerySet[AttendanceDay, Row] = (
        rows.order_by().values(*WHO).annotate(**counts, **FIGURES)
    )
    return figured


def _summary(
    row: Row, spans: Sequence[PolicySpan], department: str, *, distinct: bool
) -> EmployeeSummary:
    return EmployeeSummary(
        employee_id=row["employee_id"],
        employee_code=row[WHO[1]],
        name=row[WHO[2]],
        department=department,
        late_deduction_days=half_days_of(spans, late_days(row, spans)) / 2,
        **counts_from(row, distinct=distinct),
        **{name: row[name] for name in FIGURES},
    )
