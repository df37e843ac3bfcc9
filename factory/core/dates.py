"""The days that records may be about."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

EARLIEST, LATEST = date(1970, 1, 1), date(2200, 12, 31)


def check_day(value: date) -> None:
    """Raise ValidationError for a day outside 1970 to 2200: a slip, or another system's "for ever".

    Far from the calendar's ends, so that rules may count days to and fro.
    """
    if not EARLIEST <= value <= LATEST:
        raise ValidationError(
            f"Expected a day from {EARLIEST} to {LATEST}; leave a last day empty for ever.",
            code="day-out-of-range",
        )
