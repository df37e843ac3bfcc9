"""The days that records may be about."""

from __future__ import annotations

from datetime import date
from typing import Final

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
