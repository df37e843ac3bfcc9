"""Times of day that somebody names for a day, made into moments of that day's shift. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from attendance.matching import LONGEST_SPELL
from attendance.occurrences import ShiftOccurrence

_A_DAY = timedelta(days=1)
_BESIDE = (-_A_DAY, timedelta(), _A_DAY, 2 * _A_DAY)
"""The dates that a shift of a day reaches: the evening before, and two mornings after 24 hours."""


@dataclass(frozen=True, slots=True)
class AskedTimes:
    """A coming and a going, as moments; None where none was named.

    ``unfit`` names which of the two, ``came`` or ``left``, lies in no window of the day's shifts.
    """

    came: datetime | None = None
    left: datetime | None = None
    unfit: tuple[str, ...] = ()


def asked_times(
    day: date,
    came: time | None,
    left: time | None,
    *,
    zone: ZoneInfo,
    shifts: Sequence[ShiftOccurrence],
    known_in: datetime | None = None,
) -> AskedTimes:
    """Return what the times mean for the day whose ``shifts`` are given.

    A time is of the date on which it falls into the window of one of them, nearest to its start for
    a coming and to its end for a going, which is behind the coming. A going behind every window
    counts as the rules count it (``match_punches``): within LONGEST_SPELL of the coming, or of
    ``known_in`` where no coming is named. A day without a shift is the calendar's, and a going that
    is not behind the coming is on the next.
    """
    if not shifts:
        return _by_the_calendar(day, came, left, zone)
    coming = _nearest(_dated(day, came, zone), shifts, lambda one: one.start)
    since = coming if came is not None else known_in
    goings = [at for at in _dated(day, left, zone) if coming is None or at > coming]
    going = _nearest(goings, shifts, lambda one: one.end) or _spell_end(goings, since)
    fits = {"came": came is None or coming, "left": left is None or going}
    return AskedTimes(coming, going, tuple(name for name, fit in fits.items() if not fit))


def _by_the_calendar(day: date, came: time | None, left: time | None, zone: ZoneInfo) -> AskedTimes:
    is_night = came is not None and left is not None and left <= came
    out_day = day + _A_DAY if is_night else day
    return AskedTimes(
        datetime.combine(day, came, tzinfo=zone) if came else None,
        datetime.combine(out_day, left, tzinfo=zone) if left else None,
    )


def _dated(day: date, clock: time | None, zone: ZoneInfo) -> list[datetime]:
    if clock is None:
        return []
    return [datetime.combine(day + beside, clock, tzinfo=zone) for beside in _BESIDE]


def _nearest(
    moments: Sequence[datetime],
    shifts: Sequence[ShiftOccurrence],
    edge: Callable[[ShiftOccurrence], datetime],
) -> datetime | None:
    hits = [
        (abs(at - edge(one)), at) for at in moments for one in shifts if one.has_window_over(at)
    ]
    return min(hits)[1] if hits else None


def _spell_end(goings: Sequence[datetime], since: datetime | None) -> datetime | None:
    if since is None:
        return None
    return next((at for at in goings if since < at <= since + LONGEST_SPELL), None)
