"""Payroll's figures: of one employee, or of a whole site in one query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from attendance.models import AttendanceDay
from attendance.summary import percentage
from attendance.vocabulary import DayStatus
from factory.sites.models import Site

# The words of ``summary_of`` in SQL; a test holds the two against each other.
COUNTED = Q(is_scheduled=True) & ~Q(status__in=[DayStatus.ON_LEAVE, DayStatus.EXPECTED])
HAS_COME = Q(first_in__isnull=False) | Q(last_out__isnull=False)
ATTENDED = COUNTED & HAS_COME & ~Q(status=DayStatus.ABSENT)
ON_TIME = ATTENDED & Q(first_in__isnull=False, is_late=False, is_early_exit=False)
FIGURES = {
    "total_days": Count("pk", filter=COUNTED),
    "on_time": Count("pk", filter=ON_TIME),
    "late": Count("pk", filter=ATTENDED & Q(is_late=True)),
    "early_exits": Count("pk", filter=ATTENDED & Q(is_early_exit=True)),
    "absent": Count("pk", filter=COUNTED & Q(status=DayStatus.ABSENT)),
    "half_days": Count("pk", filter=COUNTED & Q(status=DayStatus.HALF_DAY)),
    "leave_days": Count("pk", filter=Q(status=DayStatus.ON_LEAVE)),
    "flagged": Count("pk", filter=Q(flagged_for_review=True)),
    "late_minutes": Coalesce(Sum("late_minutes", filter=ATTENDED), 0),
    "worked_minutes": Coalesce(Sum("worked_minutes"), 0),
    "overtime_minutes": Coalesce(
        Sum(F("overtime_before_minutes") + F("overtime_after_minutes")), 0
    ),
}

WHO = (
    "employee_id",
    "employee__employee_code",
    "employee__name",
    "employee__department",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class EmployeeSummary:
    """One employee's figures for a span of days; lengths in minutes."""

    employee_id: int
    employee_code: str
    name: str
    department: str
    total_days: int = 0
    on_time: int = 0
    late: int = 0
    early_exits: int = 0
    absent: int = 0
    half_days: int = 0
    leave_days: int = 0
    flagged: int = 0
    late_minutes: int = 0
    worked_minutes: int = 0
    overtime_minutes: int = 0

    @property
    def on_time_percentage(self) -> float:
        return percentage(self.on_time, self.total_days)

    def as_row(self) -> dict[str, Any]:
        """Return the figures by name, the percentage with them."""
        return asdict(self) | {"on_time_percentage": self.on_time_percentage}


def figures_of(employee_id: int, first: date, last: date) -> dict[str, int]:
    """Return one employee's figures from first to last: one query."""
    rows = AttendanceDay.objects.filter(employee_id=employee_id, day__range=(first, last))
    figures: dict[str, int] = rows.order_by().aggregate(**FIGURES)
    return figures


def site_summary(
    site: Site, first: date, last: date, *, department: str = ""
) -> Iterator[EmployeeSummary]:
    """Yield the figures of everybody with days at the site, by code: one query, streamed."""
    rows: QuerySet[AttendanceDay] = AttendanceDay.objects.filter(
        site=site, day__range=(first, last)
    )
    if department:
        rows = rows.filter(employee__department=department)
    grouped = rows.order_by().values(*WHO).annotate(**FIGURES).order_by(*WHO[1:], "employee_id")
    for row in grouped.iterator(chunk_size=2000):
        figures = {name: row[name] for name in FIGURES}
        pk, code, name, group = (row[column] for column in WHO)
        yield EmployeeSummary(
            employee_id=pk, employee_code=code, name=name, department=group, **figures
        )
