"""Times without an offset, pure: what a clock on the wall meant."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LATE, AHEAD = timedelta(minutes=5), timedelta(minutes=1)
"""What is told as it happens comes no later than ``LATE``, by a clock no further ``AHEAD``."""


class ComesTwiceError(ValueError):
    """A time that the wall's clock shows twice, and nothing says which."""

    def __init__(self) -> None:
        super().__init__(
            "this local time comes twice, as the clocks go back:"
            " send it with its offset, such as 2026-10-25T02:30:00+01:00"
        )


def moment_from(text: str) -> datetime:
    """Return the time that ISO 8601 text tells; raises ValueError, TypeError for what is no text.

    A day alone is none: nobody who leaves the time out means midnight.
    """
    if is_day_alone(text):
        raise ValueError("a day without a time")
    return datetime.fromisoformat(text)


def is_day_alone(text: str) -> bool:
    """Say whether ISO 8601 text names a day and no time; raises TypeError for what is no text."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def meant(value: datetime, zone: ZoneInfo, now: datetime) -> datetime:
    """Return ``value`` as an aware time: a naive one is of ``zone``'s wall clock.

    Of one that comes twice it is the first while the second is yet to come, and the second where that
    is just now; raises ComesTwiceError for what was told later, since either may be meant.
    """
    if value.tzinfo is not None:
        return value
    first = value.replace(tzinfo=zone)
    second = first.replace(fold=1)
    if value.fold or first.utcoffset() == second.utcoffset():
        return first
    if first.utcoffset() < second.utcoffset():  # type: ignore[operator]  # a zone always knows it
        return first  # skipped as the clocks go forward, and not one that comes twice
    until = second - now
    if until > LATE:
        return first
    if -LATE <= until <= AHEAD:
        return second
    raise ComesTwiceError
