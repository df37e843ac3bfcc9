"""One shift on one date: the wall clock of the site made into moments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from attendance.shifts import ShiftRule


@dataclass(frozen=True, kw_only=True, slots=True)
class ShiftOccurrence:
    """A shift that starts on ``day`` in ``zone``; all moments in UTC.

    The day is the start's date, also for the hours after midnight (Factories Act 1948, s. 57).
    ``opens`` to ``closes`` is the window in which a punch can belong to it. ``key`` tells shifts
    of one employee and day apart (the shift's id, say) and has no meaning to the rules. A ``free``
    one is a pattern's day off, to which a punch belongs only where no shift is near.
    """

    day: date
    zone: str
    rule: ShiftRule
    start: datetime
    end: datetime
    key: str = ""
    free: bool = False
    opens: datetime = field(init=False)
    closes: datetime = field(init=False)

    def __post_init__(self) -> None:
        opens = self.start - timedelta(minutes=self.rule.before_minutes)
        closes = self.end + timedelta(minutes=self.rule.after_minutes)
        object.__setattr__(self, "opens", opens)
        object.__setattr__(self, "closes", closes)

    @property
    def middle(self) -> datetime:
        """Where a half day begins or ends."""
        return self.start + (self.end - self.start) / 2

    def has_window_over(self, at: datetime) -> bool:
        return self.opens <= at <= self.closes


@lru_cache(maxsize=4096)
def occurrence_on(
    rule: ShiftRule, day: date, zone: str, *, key: str = "", free: bool = False
) -> ShiftOccurrence:
    """Return the shift that starts on a date in a zone (an IANA name).

    A night over a clock change lasts as long as it really does: 22:00-06:00 has 7 or 9 hours. The
    same one for the same: crews share their shifts.
    """
    end_day = day + timedelta(days=1) if rule.is_overnight else day
    start = moment(day, rule.start, zone)
    # Only a shift lying within the skipped hour could end before it starts; it has no length.
    end = max(start, moment(end_day, rule.end, zone))
    return ShiftOccurrence(day=day, zone=zone, rule=rule, start=start, end=end, key=key, free=free)


def moment(day: date, clock: time, zone: str) -> datetime:
    """Return the UTC moment of a wall-clock time, as zoneinfo resolves it.

    An hour that comes twice means its first turn; a time that the clock skips is read with the
    offset from before the change, so 02:30 becomes the moment called 03:30.
    """
    return datetime.combine(day, clock.replace(fold=0), tzinfo=ZoneInfo(zone)).astimezone(UTC)
