"""The guide's summary of an employee's days for payroll."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from attendance.day_facts import DerivedDay
from attendance.vocabulary import DayStatus

# Excused, or not decided yet.
_NOT_COUNTED = frozenset({DayStatus.ON_LEAVE, DayStatus.EXPECTED})


@dataclass(frozen=True, kw_only=True, slots=True)
class ShiftSummary:
    """Counts of days. Somebody late and early on one day counts under both.

    ``total_days`` are the scheduled days that are decided: without holidays, weekly offs, full
    days of leave and days whose shift may still be worked. ``on_time`` are those with a known
    check-in, neither late nor early.
    """

    total_days: int = 0
    on_time: int = 0
    late: int = 0
    early_exits: int = 0
    absent: int = 0

    @property
    def on_time_percentage(self) -> float:
        return percentage(self.on_time, self.total_days)


def summary_of(days: Iterable[DerivedDay]) -> ShiftSummary:
    """Return the summary of days of one employee."""
    counted = [day for day in days if day.is_scheduled and day.status not in _NOT_COUNTED]
    attended = [day for day in counted if day.was_attended]
    return ShiftSummary(
        total_days=len(counted),
        on_time=sum(_is_on_time(day) for day in attended),
        late=sum(day.is_late for day in attended),
        early_exits=sum(day.is_early_exit for day in attended),
        absent=sum(day.status is DayStatus.ABSENT for day in counted),
    )


def percentage(part: int, whole: int) -> float:
    """Return a share in percent with one decimal, halves going up; 0.0 of nothing."""
    return (2000 * part + whole) // (2 * whole) / 10 if whole else 0.0


def _is_on_time(day: DerivedDay) -> bool:
    return day.first_in is not None and not day.is_late and not day.is_early_exit
