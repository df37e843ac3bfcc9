"""A site's payroll periods: from a day of one month to the day before it in the next. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from attendance.rosters import A_DAY


@dataclass(frozen=True, slots=True)
class PayrollPeriods:
    """On which day of the month periods begin: ``changes`` as (from when on, which day), oldest first.

    Calendar months before. A change takes effect with the first period that begins its way, and the
    one before it is shorter: no period is longer than a month.
    """

    changes: tuple[tuple[date, int], ...] = ()

    def start_of(self, day: date) -> date:
        """Return the first day of a day's period."""
        begun = [number for since, number in self.changes if _following(since, number) <= day]
        return _preceding(day, begun[-1] if begun else 1)

    def period_of(self, day: date) -> tuple[date, date]:
        """Return the first and the last day of a day's period."""
        start, last = self.start_of(day), day
        while self.start_of(last + A_DAY) == start:
            last += A_DAY
        return start, last


def _preceding(day: date, number: int) -> date:
    """Return the last day of that number, ``day`` at the latest."""
    in_its_month = day if day.day >= number else day.replace(day=1) - A_DAY
    return in_its_month.replace(day=number)


def _following(day: date, number: int) -> date:
    """Return the first day of that number, ``day`` at the earliest."""
    in_its_month = day if day.day <= number else day.replace(day=28) + 4 * A_DAY
    return in_its_month.replace(day=number)
