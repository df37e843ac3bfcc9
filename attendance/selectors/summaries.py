"""Payroll's figures: of one employee, or of a whole site in four or five queries."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from attendance.departments import Departments
from attendance.employee_figures import EmployeeSummary
from attendance.models import AttendanceDay, EmployeeDepartment
from attendance.policy_spans import PolicySpan
from attendance.selectors.days_to_come import days_to_come
from attendance.selectors.departments import moves_by_employee
from attendance.selectors.figures import Figures, figures_by_kind
from attendance.selectors.figures_by_day import figures_by_day
from attendance.selectors.kinds import days_of
from attendance.selectors.late_costs import half_days_of, late_spans
from factory.sites.models import Site
from identity.models import Employee

Who = tuple[int, str, str]
WHO = ("pk", "employee_code", "name")


def figures_of(employee: Employee, first: date, last: date) -> EmployeeSummary:
    """Return one employee's figures from first to last, zeros without days: three or four queries.

    Ten more where days of them are still to come.
    """
    rows = AttendanceDay.objects.filter(employee=employee, day__range=(first, last))
    spans = late_spans(employee.site_id, first, last)
    who = (employee.pk, employee.employee_code, employee.name)
    more = days_to_come(employee.site, first, last, among=[employee.pk]).get(employee.pk, 0)
    found = figures_by_day(rows, spans).get(employee.pk)
    if found is None:
        return _summary(who, employee.department, Figures([0] * len(spans)), spans, more)
    moved = moves_by_employee(EmployeeDepartment.objects.filter(employee=employee))
    group = Departments(moved.get(employee.pk, ()), employee.department).on(last)
    return _summary(who, group, found, spans, more)


def people_with_days(
    site: Site, first: date, last: date, *, department: str = "", shift_id: int | None = None
) -> list[int]:
    """Return the keys of those whom ``site_summary`` yields, in its order: two queries.

    Ten more where days are still to come.
    """
    to_come = days_to_come(site, first, last, department=department, shift_id=shift_id)
    rows = days_of(site, first, last, department=department, shift_id=shift_id)
    known = set(rows.order_by().values_list("employee_id", flat=True).distinct())
    known |= {pk for pk, more in to_come.items() if more}
    people = Employee.objects.filter(site=site).order_by(*WHO[1:], "pk")
    return [pk for pk in people.values_list("pk", flat=True) if pk in known]


def site_summary(
    site: Site,
    first: date,
    last: date,
    *,
    department: str = "",
    shift_id: int | None = None,
    among: Collection[int] | None = None,
) -> Iterator[EmployeeSummary]:
    """Yield the figures of everybody with days at the site, or days to come, by code: four queries.

    One more where there are late policies, and one where people have several shifts on a day. With a
    department the days that they were in it. Without, the one on the last day is named. ``among``
    are the only people asked about, as those of one page. Where days are still to come, ten more.
    """
    to_come = days_to_come(site, first, last, department=department, shift_id=shift_id, among=among)
    rows = days_of(site, first, last, department=department, shift_id=shift_id)
    moves, people = EmployeeDepartment.objects.filter(site=site), Employee.objects.filter(site=site)
    if among is not None:
        rows, moves = rows.filter(employee_id__in=among), moves.filter(employee_id__in=among)
        people = people.filter(pk__in=among)
    moved = moves_by_employee(moves)
    spans = late_spans(site.pk, first, last)
    figures, several = figures_by_kind(rows, spans, first, last)
    if several:
        figures |= figures_by_day(rows.filter(employee_id__in=several), spans)
    people = people.order_by(*WHO[1:], "pk")
    for *who, current in people.values_list(*WHO, "department").iterator(chunk_size=2000):
        found, more = figures.pop(who[0], None), to_come.get(who[0], 0)
        if found is not None or more:
            group = department or Departments(moved.get(who[0], ()), current).on(last)
            found = found or Figures([0] * len(spans))
            yield _summary((who[0], who[1], who[2]), group, found, spans, more)


def _summary(
    who: Who, department: str, figures: Figures, spans: Sequence[PolicySpan], to_come: int
) -> EmployeeSummary:
    pk, code, name = who
    counts = figures.by_name()
    counts["total_days"] += to_come
    return EmployeeSummary(
        employee_id=pk,
        employee_code=code,
        name=name,
        department=department,
        late_deduction_days=half_days_of(spans, figures.late_days) / 2,
        **counts,
    )
