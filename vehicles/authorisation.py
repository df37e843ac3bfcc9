"""When an authorised vehicle may pass: its validity and its hours, on the site's own clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from enum import StrEnum

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = frozenset(range(7))

_WINDOW = re.compile(
    r"(?:(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))? +)?"
    r"(?P<start>[0-9]{1,2}:[0-9]{2}) *- *(?P<end>[0-9]{1,2}:[0-9]{2})"
)


class Standing(StrEnum):
    CURRENT = "current"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    OUTSIDE_HOURS = "outside_hours"


@dataclass(frozen=True, slots=True)
class Hours:
    """From `start` to before `end` on days 0 (Monday) to 6, by the wall clock.

    An `end` not after `start` is on the next day (so equal times are 24 hours); the window belongs
    to the day it starts on. An hour that a clock change repeats or skips counts as the clock shows.
    """

    start: time
    end: time
    days: frozenset[int] = EVERY_DAY

    def includes(self, local: datetime) -> bool:
        today, yesterday = local.weekday() in self.days, (local.weekday() - 1) % 7 in self.days
        begun, before_end = local.time() >= self.start, local.time() < self.end
        if self.start < self.end:
            return today and begun and before_end
        return (today and begun) or (yesterday and before_end)


@dataclass(frozen=True, slots=True)
class Authorisation:
    """Valid from `valid_from` to before `valid_until` (aware, None is open), within any `hours`.

    No hours means all hours.
    """

    valid_from: datetime | None = None
    valid_until: datetime | None = None
    hours: tuple[Hours, ...] = ()

    def standing(self, now: datetime, zone: tzinfo) -> Standing:
        """Where `now` (aware) stands. Raises ValueError for a naive time."""
        if now.utcoffset() is None:
            raise ValueError("The time of a decision must be aware.")
        if self.valid_from is not None and now < self.valid_from:
            return Standing.NOT_YET_VALID
        if self.valid_until is not None and now >= self.valid_until:
            return Standing.EXPIRED
        return Standing.CURRENT if self._open(now.astimezone(zone)) else Standing.OUTSIDE_HOURS

    def _open(self, local: datetime) -> bool:
        return not self.hours or any(window.includes(local) for window in self.hours)


def parse_hours(text: str) -> tuple[Hours, ...]:
    """Windows from text such as "Mon-Sat 06:00-22:00, Sun 08:00-12:00"; "" is all hours.

    Days may run over the week's end (Sat-Mon). Raises ValueError that quotes the faulty window.
    """
    return tuple(_hours(part.strip()) for part in text.split(",") if part.strip())


def _hours(text: str) -> Hours:
    found = _WINDOW.fullmatch(text.lower())
    if found is None:
        raise ValueError(f'"{text}" is not a window such as "Mon-Sat 06:00-22:00".')
    try:
        return Hours(
            _time(found["start"]), _time(found["end"]), _days(found["first"], found["last"])
        )
    except ValueError as error:
        raise ValueError(f'"{text}" names a day or a time that does not exist.') from error


def _time(text: str) -> time:
    hour, minute = map(int, text.split(":"))
    return time(0) if (hour, minute) == (24, 0) else time(hour, minute)


def _days(first: str | None, last: str | None) -> frozenset[int]:
    if first is None:
        return EVERY_DAY
    start = DAYS.index(first)
    length = (DAYS.index(last or first) - start) % 7
    return frozenset((start + day) % 7 for day in range(length + 1))
