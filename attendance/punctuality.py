"""Late and early against the expected hours of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from attendance.durations import begun_minutes


@dataclass(frozen=True, kw_only=True, slots=True)
class Punctuality:
    """The flags of one day. ``grace_period_applied``: late or early, but within the grace."""

    is_late: bool = False
    late_minutes: int = 0
    is_early_exit: bool = False
    early_minutes: int = 0
    grace_period_applied: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpectedHours:
    """When somebody is due to come and may leave, and the minutes of grace for each."""

    start: datetime
    end: datetime
    grace_in_minutes: int = 0
    grace_out_minutes: int = 0

    @property
    def earliest_out(self) -> datetime:
        return self.end - timedelta(minutes=self.grace_out_minutes)


def punctuality(
    expected: ExpectedHours, *, first_in: datetime | None, last_out: datetime | None
) -> Punctuality:
    """Return the flags for a coming and a going, None where unknown.

    Late is only who comes after the grace has run out to the second, and is so from the start
    of the shift; the same holds for leaving early.
    """
    late = _gap(expected.start, first_in)
    early = _gap(last_out, expected.end)
    is_late = late > timedelta(minutes=expected.grace_in_minutes)
    is_early = early > timedelta(minutes=expected.grace_out_minutes)
    is_in_grace = (bool(late) and not is_late) or (bool(early) and not is_early)
    return Punctuality(
        is_late=is_late,
        late_minutes=begun_minutes(late) if is_late else 0,
        is_early_exit=is_early,
        early_minutes=begun_minutes(early) if is_early else 0,
        grace_period_applied=is_in_grace,
    )


def _gap(earlier: datetime | None, later: datetime | None) -> timedelta:
    if earlier is None or later is None:
        return timedelta()
    return max(later - earlier, timedelta())
