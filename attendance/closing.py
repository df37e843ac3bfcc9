"""When a day may be judged: its window is over and the devices have told what they saw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

# A dead device holds nobody's day back for longer.
LONGEST_WAIT = timedelta(hours=24)
# No shift's window opens earlier before its start.
FIRST_OPENING = timedelta(hours=12)
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """A device or camera that tells of punches.

    ``reported_until`` is the moment up to which it says it has told all, None while it says no such
    thing; ``seen_at`` is when it was last in contact. It is in service from ``since`` (None: always)
    to ``retired_at`` (None: still).
    """

    reported_until: datetime | None = None
    seen_at: datetime | None = None
    since: datetime | None = None
    retired_at: datetime | None = None

    def served(self, *, start: datetime, closes: datetime) -> bool:
        """Say whether it may have seen people of a shift: its start to the end of its window."""
        is_installed = self.since is None or self.since < closes
        return is_installed and (self.retired_at is None or self.retired_at > start)

    @property
    def heard_until(self) -> datetime | None:
        """Up to when it has told all, None while it has told nothing.

        Who reports by calls as they happen has told all up to the last one. Whoever says how far it
        is, as after days offline, is taken at its word; only where that is a day behind its calls
        has it given up saying so.
        """
        if self.reported_until is None or self.seen_at is None:
            return self.reported_until or self.seen_at
        return max(self.reported_until, self.seen_at - LONGEST_WAIT)


def heard_until(
    readers: Iterable[Reader],
    undecided: Iterable[datetime] = (),
    *,
    start: datetime,
    closes: datetime,
) -> datetime | None:
    """Return until when all readers that served a shift have told; None where none did.

    One installed after the shift, or retired before it, holds nothing back. ``undecided`` are faces
    seen then of which it is not known yet whose they are: nobody has told of them.
    """
    served = [one.heard_until for one in readers if one.served(start=start, closes=closes)]
    faces = [at for at in undecided if start - FIRST_OPENING <= at < closes]
    return watermark([*served, *faces])


def watermark(reported_until: Iterable[datetime | None]) -> datetime | None:
    """Return until when all of some devices have reported; None where there is none.

    A device that has never reported (None) has told nothing yet.
    """
    return min((moment or _NEVER for moment in reported_until), default=None)


def phase_of(closes: datetime, *, reported_until: datetime | None, now: datetime) -> Phase:
    """Return how far a day may be judged whose window closes then, by its own watermark."""
    if now < closes:
        return Phase.OPEN
    if reported_until is None or reported_until >= closes:
        return Phase.CLOSED
    is_given_up = now >= closes + LONGEST_WAIT
    return Phase.CLOSED_UNHEARD if is_given_up else Phase.WAITING
