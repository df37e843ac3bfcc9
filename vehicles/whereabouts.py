"""Where a vehicle is that was just blocked, in words for the guards. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from vehicles.visits import Visit

READ_ON = timedelta(minutes=5)
"""As long after it left may a vehicle still be read at the gate by which it did."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What is known of a blocked plate: its reads since ``since``, the newest of them, and its stay.

    ``certain`` where the very plate was read; the ``stay`` may be that of another, which it possibly is.
    """

    plate: str
    key: str
    since: datetime
    reads: int = 0
    last_read_at: datetime | None = None
    last_read_where: str = ""
    certain: bool = False
    stay: Visit | None = None

    @property
    def left_at(self) -> datetime | None:
        """When it left, if it was not read since."""
        left = self.stay.left_at if self.stay is not None and self.stay.is_over else None
        read_since = left and self.last_read_at and self.last_read_at > left + READ_ON
        return None if read_since else left

    @property
    def is_inside(self) -> bool:
        return self.stay is not None and not self.stay.is_over

    @property
    def is_grave(self) -> bool:
        """Whether somebody has to go and look now: it is this very vehicle, and it has not left."""
        very = self.certain or (self.stay is not None and self.stay.key == self.key)
        return very and self.left_at is None

    def told(self, zone: tzinfo) -> str:
        """Return the alert's text, with times on the site's clock."""
        read = self._read(zone)
        return f"{self.plate} was blocked and {self._place(zone)}{': ' if read else ''}{read}"

    def _place(self, zone: tzinfo) -> str:
        stay = self.stay
        other = f"possibly, as {stay.plate}, " if stay and stay.key != self.key else ""
        if stay is not None and self.is_inside:
            gate = f", by {stay.gate_in}" if stay.gate_in else ""
            entered = f" since {_when(stay.entered_at, zone)}{gate}" if stay.entered_at else ""
            return f"is {other}inside{entered}"
        if self.left_at is not None:
            return f"has {other}left, {_when(self.left_at, zone)}"
        return "may be inside"

    def _read(self, zone: tzinfo) -> str:
        if self.last_read_at is None:
            return ""
        possibly = "" if self.certain else "possibly "
        times = "once" if self.reads == 1 else f"{self.reads} times"
        since, last = _when(self.since, zone), _when(self.last_read_at, zone)
        return f"{possibly}read {times} since {since}, last at {self.last_read_where}, {last}"


def stay_of(key: str, visits: Iterable[Visit]) -> Visit | None:
    """Return the visit that tells most of a plate: its own, and one that lasts."""
    found = sorted(visits, key=lambda one: (one.key == key, not one.is_over))
    return found[-1] if found else None


def _when(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%d %b %H:%M}"
