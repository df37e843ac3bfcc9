"""How far beside a day lie the punches and shifts that it hangs on. Pure.

Counted from what the rules look at: the shift before and the shift behind that somebody may have
worked through from or into (``timelines``), the check-in that an open check-out goes with, and the
free shift that somebody has come to (``matching``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from attendance.matching import HANDOVER, LONGEST_SPELL
from attendance.shifts import ShiftRule

_A_DAY = timedelta(days=1)
_CLOCK_CHANGE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """What of a shift says how far it reaches; ``starts`` after the midnight of its day."""

    starts: timedelta
    length: timedelta
    before: timedelta
    after: timedelta


@dataclass(frozen=True, slots=True)
class Reach:
    """Days beside a day: those with punches that it hangs on, and those with their shifts.

    ``back`` and ``ahead`` are at least one. What a punch changes lies the other way: from ``ahead``
    days before it to ``back`` days behind.
    """

    back: int = 1
    ahead: int = 1
    shifts_back: int = 2
    shifts_ahead: int = 2

    def read(self, first: date, last: date) -> tuple[date, date]:
        """Return the days whose shifts and punches those from first to last hang on."""
        return first - _A_DAY * self.shifts_back, last + _A_DAY * self.shifts_ahead

    def touched(self, first: date, last: date) -> tuple[date, date]:
        """Return the days that changes may touch which are marked with a day on either side."""
        return first - _A_DAY * (self.ahead - 1), last + _A_DAY * (self.back - 1)

    def touching(self, first: date, last: date) -> tuple[date, date]:
        """Return the days of such marks that may touch the days from first to last."""
        # Anybody may ask for days next to the calendar's ends; beyond these there are no marks.
        back = min(_A_DAY * (self.back - 1), first - date.min)
        ahead = min(_A_DAY * (self.ahead - 1), date.max - last)
        return first - back, last + ahead


def hours_of(rule: ShiftRule) -> Hours:
    """Return the hours of a shift by the wall clock."""
    end_day = _A_DAY if rule.is_overnight else timedelta()
    starts = _since_midnight(rule.start)
    return Hours(
        starts,
        end_day + _since_midnight(rule.end) - starts,
        timedelta(minutes=rule.before_minutes),
        timedelta(minutes=rule.after_minutes),
    )


def reach_of(shifts: Iterable[Hours], *, has_free: bool) -> Reach:
    """Return the reach of a day whose shift is one of these, and so are all around it.

    ``has_free`` says that some may be free ones: a pattern's days off.
    """
    found = list(shifts)
    if not found:
        return Reach()
    before = max(one.length + one.before for one in found)
    after = max(one.length + one.after for one in found)
    window = max(one.before + one.length + one.after for one in found)
    known = LONGEST_SPELL + (window if has_free else timedelta()) + _CLOCK_CHANGE
    begins = min(one.starts for one in found) - HANDOVER - before - known
    own_end = max(one.starts + one.length + one.after for one in found) + LONGEST_SPELL
    next_end = max(one.starts + one.length for one in found) + HANDOVER + after
    ends = max(own_end, next_end) + _CLOCK_CHANGE
    return Reach(
        back=max(1, -(begins // _A_DAY)),
        ahead=max(1, ends // _A_DAY),
        shifts_back=max(2, -((begins - after) // _A_DAY)),
        shifts_ahead=max(2, (ends + max(one.before for one in found)) // _A_DAY),
    )


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)
