"""Until when somebody who leaves is still recognised by the face. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LAST_SHIFT = timedelta(hours=16)
"""After the midnight that ends the last day: a shift that begins on that day ends by then. Whether a
face of the day after belongs to it is attendance's to say, as of a badge.
"""


def working_day(at: datetime, zone: ZoneInfo) -> date:
    """Return the earliest day of work to which a face that is seen ``at`` then may belong."""
    return (at - LAST_SHIFT).astimezone(zone).date()
