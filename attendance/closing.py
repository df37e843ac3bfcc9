"""When a day may be judged: its window is over and the devices have told what they saw."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from attendance.occurrences import ShiftOccurrence

# A dead device holds nobody's day back for longer.
LONGEST_WAIT = timedelta(hours=24)
_NEVER = datetime.min.replace(tzinfo=UTC)


class Phase(StrEnum):
    """OPEN until the window is over, WAITING for devices, CLOSED, or CLOSED_UNHEARD without them."""

    OPEN = "OPEN"
    WAITING = "WAITING"
    CLOSED = "CLOSED"
    CLOSED_UNHEARD = "CLOSED_UNHEARD"

    @property
    def is_closed(self) -> bool:
        return self in {Phase.CLOSED, Phase.CLOSED_UNHEARD}


def watermark(reported_until: Iterable[datetime | None]) -> datetime | None:
    """Return until when all of a site's live devices have reported; None for a site without any.

    A device that has never reported (None) has told nothing yet.
    """
    return min((moment or _NEVER for moment in reported_until), default=None)


def phase_of(
    occurrence: ShiftOccurrence, *, reported_until: datetime | None, now: datetime
) -> Phase:
    """Return how far a day may be judged. ``reported_until`` is the site's watermark."""
    if now < occurrence.closes:
        return Phase.OPEN
    if reported_until is None or reported_until >= occurrence.closes:
        return Phase.CLOSED
    is_given_up = now >= occurrence.closes + LONGEST_WAIT
    return Phase.CLOSED_UNHEARD if is_given_up else Phase.WAITING
