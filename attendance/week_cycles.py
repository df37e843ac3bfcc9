"""Weekdays that come back, the same every week or from week to week in a cycle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

DAYS_OF_A_WEEK = range(7)


@dataclass(frozen=True, slots=True)
class WeekCycle:
    """Sets of weekdays (Monday is 0), one for each week of the cycle.

    The cycle's first week is the one, Monday to Sunday, in which ``anchor`` lies; it goes on
    both ways. What is the same every week is a cycle of one week.

    Raises ValueError, starting with the field's name, for a cycle without weeks or a weekday
    that is none.
    """

    anchor: date
    weeks: tuple[frozenset[int], ...]

    def __post_init__(self) -> None:
        if not self.weeks:
            raise ValueError("weeks: a cycle needs at least one week")
        if any(weekday not in DAYS_OF_A_WEEK for week in self.weeks for weekday in week):
            raise ValueError("weeks: weekdays go from 0 (Monday) to 6 (Sunday)")

    def has(self, day: date) -> bool:
        """Say whether the cycle names the day."""
        first_monday = self.anchor - timedelta(days=self.anchor.weekday())
        week = (day - first_monday).days // 7 % len(self.weeks)
        return day.weekday() in self.weeks[week]
