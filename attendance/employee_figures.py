"""One employee's figures of a span of days, as payroll and calendars show them. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from attendance.day_parts import percentage
from attendance.durations import as_hours


@dataclass(frozen=True, kw_only=True, slots=True)
class EmployeeSummary:
    """One employee's figures for a span of days: those of ``DayCounts``, and lengths in minutes.

    Days to come are in ``total_days`` too. The percentage is of the decided ones, which are all once
    the span is over: nobody can have been on time on the others.
    """

    employee_id: int
    employee_code: str
    name: str
    department: str
    total_days: int = 0
    decided_days: int = 0
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
        return percentage(self.on_time, self.decided_days)

    @property
    def worked_hours(self) -> str:
        return as_hours(self.worked_minutes)

    @property
    def overtime_hours(self) -> str:
        return as_hours(self.overtime_minutes)

    def as_row(self) -> dict[str, Any]:
        """Return the figures by name, the percentage with them."""
        return asdict(self) | {"on_time_percentage": self.on_time_percentage}
