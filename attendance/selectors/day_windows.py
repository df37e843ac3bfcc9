"""Between which moments punches are shown beside a day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from attendance.models import AttendanceDay
from attendance.vocabulary import ReviewReason

EARLIEST = timedelta(hours=2)
"""How long before a shift's start a punch is shown as one of its own."""


def shown_beside(row: AttendanceDay) -> tuple[datetime, datetime]:
    """Return from when to when: the shift's window, and all of the day where punches lie outside it."""
    since, until = row.start - EARLIEST, row.closes
    if ReviewReason.OFF_SHIFT not in row.reasons:
        return since, until
    midnight = datetime.combine(row.day, time.min, tzinfo=ZoneInfo(row.zone))
    return min(since, midnight), max(until, midnight + timedelta(days=1))
