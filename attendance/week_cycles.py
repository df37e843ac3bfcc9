"""Weekdays that come back, the same every week or from week to week in a cycle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

DAYS_OF_A_WEEK = range(7)
NO_WEEKDAY = "weeks: weekdays go from 0 (Monday) to 6 (Sunday)"


def is_weekday(value: object) -> bool:
    """Say whether a value is a weekday's number; 6.0 and true are none, though they equal one."""
    return type(value) is int and value in DAYS_OF_A_WEEK


def check_weeks(weeks: object) -> None:
    """Raise TypeError or ValueError unless JSON's ``weeks`` is a list of lists of weekdays."""
    if not isinstance(weeks, list) or not all(isinstance(week, list) for week in weeks):
        raise TypeError("weeks: expected a list of weekdays for each week")
    if not all(is_weekday(weekday) for week in weeks for weekday in week):
        raise ValueError(NO_WEEKDAY)


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
        if not all(is_weekday(weekday) for week in self.weeks for weekday in week):
            raise ValueError(NO_WEEKDAY)

    def has(self, day: date) -> bool:
        """Say whether the cycle names the day."""
        first_monday = self.anchor - timedelta(days=self.anchor.weekday())
        week = (day - first_monday).days // 7 % len(self.weeks)
        return day.weekday() in self.weeks[week]


def cycle_from(anchor: date, weeks: Any) -> WeekCycle:
    """Return the cycle of stored ``weeks``; raises ValueError or TypeError for bad ones.

    A weekday that was stored as 6.0 or true is the one that it equals, as it always was.
    """
    if not isinstance(weeks, list) or not all(isinstance(week, list) for week in weeks):
        raise TypeError("weeks: expected a list of weekdays for each week")
    return WeekCycle(anchor, tuple(frozenset(map(int, week)) for week in weeks))
