"""Days in a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from factory.core.dates import EARLIEST, LATEST


def named_day(text: str) -> date | None:
    """Return the day that an address names, as ISO 8601; None for none. Raises ValueError."""
    if not text:
        return None
    found = date.fromisoformat(text)
    # A page also names the months beside the one that it shows.
    if not EARLIEST < found < LATEST.replace(day=1):
        raise ValueError(text)
    return found


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Days from first to last, both included; for ever where last is None."""

    first: date
    last: date | None = None

    def has(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def common(self, other: DateSpan) -> DateSpan | None:
        """Return the days of both; None where there are none."""
        first = max(self.first, other.first)
        last = min((one for one in (self.last, other.last) if one is not None), default=None)
        return DateSpan(first, last) if last is None or first <= last else None
