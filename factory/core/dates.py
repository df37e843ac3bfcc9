"""The days that records may be about."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

EARLIEST: Final = date(1970, 1, 1)
LATEST: Final = date(2200, 12, 31)
"""Days that anybody means lie within; counting on from others would soon leave the calendar."""


def check_day(value: date) -> None:
    """Raise ValidationError for a day outside 1970 to 2200: a slip, or another system's "for ever"."""
    if not EARLIEST <= value <= LATEST:
        raise ValidationError(
            f"Expected a day from {EARLIEST} to {LATEST}; leave a last day empty for ever.",
            code="day-out-of-range",
        )


def day_in(zone: ZoneInfo, moment: datetime) -> date:
    """Return a moment's day in a zone; of one that lies outside 1970 to 2200 the nearest within."""
    # Asked before: next to the calendar's ends a moment cannot be told in another zone.
    day = moment.date()
    if EARLIEST < day < LATEST:
        day = moment.astimezone(zone).date()
    return min(max(day, EARLIEST), LATEST)
