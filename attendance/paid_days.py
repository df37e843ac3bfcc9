"""What payroll kept of each day, in words that people compare. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from attendance.vocabulary import Leave

Days = Mapping[str, str]
"""What each day of one employee was, by the day as ISO 8601."""


class ShiftPaid(NamedTuple):
    """What of one shift's day is paid by; lengths in minutes."""

    status: str
    is_scheduled: bool
    leave: str
    worked: int
    late: int
    early: int
    overtime: int

    def words(self) -> str:
        """Return "PRESENT 480 min, late 3, overtime 20"; the same words for the same pay."""
        parts = [f"{self.status} {self.worked} min"]
        lengths = {"late": self.late, "early": self.early, "overtime": self.overtime}
        parts += [f"{name} {minutes}" for name, minutes in lengths.items() if minutes]
        parts += [f"leave {self.leave}"] if self.leave != Leave.NONE else []
        parts += [] if self.is_scheduled else ["not scheduled"]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class DayDifference:
    """A day as it was paid and as it is now; None where there was, or is, none."""

    day: date
    paid: str | None
    present: str | None

    def __str__(self) -> str:
        return f"{self.day} {self.paid or 'nothing'} → {self.present or 'nothing'}"


def days_in_words(shifts: Iterable[tuple[date, ShiftPaid]]) -> dict[str, str]:
    """Return one employee's days, of shifts by their start."""
    found: dict[str, str] = {}
    for day, one in shifts:
        key, words = day.isoformat(), one.words()
        found[key] = f"{found[key]}; {words}" if key in found else words
    return found


def differing_days(paid: Days, present: Days) -> tuple[DayDifference, ...]:
    """Return the days that are not as they were paid, oldest first."""
    return tuple(
        DayDifference(date.fromisoformat(day), paid.get(day), present.get(day))
        for day in sorted(paid.keys() | present.keys())
        if paid.get(day) != present.get(day)
    )
