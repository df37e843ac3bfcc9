"""A punch as the rules see it, and what terminals say about one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from attendance.vocabulary import Direction

# ZKTeco punch states: 0 check-in, 3 break-in, 4 overtime-in; 1 check-out, 2 break-out,
# 5 overtime-out. Terminals without keys send 255.
_IN_CODES = frozenset({0, 3, 4})
_OUT_CODES = frozenset({1, 2, 5})
# Punches of the same second read the same in any order of arrival: out of one shift, then into
# the next; and who is read both ways at the door is in.
_RANK = {Direction.OUT: 0, Direction.UNKNOWN: 1, Direction.IN: 2}


@dataclass(frozen=True, slots=True)
class PunchFact:
    """One punch that was not voided. ``key`` is its identity; ``at`` becomes UTC.

    Raises ValueError for a time without a zone.
    """

    key: str
    at: datetime
    direction: Direction = Direction.UNKNOWN

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("at: a punch's time needs its zone")
        # Python subtracts two times of one zone by the wall clock and would lose the hour that
        # a change of the clock adds or takes.
        object.__setattr__(self, "at", self.at.astimezone(UTC))


class ClockError(StrEnum):
    """How a device's clock was wrong."""

    TOO_OLD = "TOO_OLD"
    IN_THE_FUTURE = "IN_THE_FUTURE"


def in_order(punches: Iterable[PunchFact]) -> tuple[PunchFact, ...]:
    """Return each punch once, by time."""
    return tuple(
        sorted(set(punches), key=lambda punch: (punch.at, _RANK[punch.direction], punch.key))
    )


def direction_of_code(code: int | None) -> Direction:
    """Return the direction of a terminal's punch state; one without meaning is UNKNOWN, not lost."""
    if code in _IN_CODES:
        return Direction.IN
    return Direction.OUT if code in _OUT_CODES else Direction.UNKNOWN


def clock_error(
    at: datetime,
    *,
    received_at: datetime,
    oldest: timedelta = timedelta(days=90),
    ahead: timedelta = timedelta(minutes=10),
) -> ClockError | None:
    """Return how a punch's time must be wrong, or None.

    A box may have been offline for weeks, so only what is older than ``oldest`` is held to be a
    clock that fell back to 2000; none may be ``ahead`` of the time it was received.
    """
    if at > received_at + ahead:
        return ClockError.IN_THE_FUTURE
    return ClockError.TOO_OLD if at < received_at - oldest else None
