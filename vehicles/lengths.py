"""How long vehicles stayed. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from vehicles.visits import Visit


@dataclass(frozen=True, slots=True)
class Stays:
    """Of visits whose both ends were seen; None where there is none."""

    number: int
    median: timedelta | None
    longest: timedelta | None


def stays_of(visits: Iterable[Visit]) -> Stays:
    """Return how long vehicles stayed."""
    seconds = [visit.stayed.total_seconds() for visit in visits if visit.stayed is not None]
    if not seconds:
        return Stays(0, None, None)
    return Stays(len(seconds), timedelta(seconds=median(seconds)), timedelta(seconds=max(seconds)))
