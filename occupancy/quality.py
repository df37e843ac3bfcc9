"""How well an area is counted, pure: what came in and what went out must agree, day by day.

A day goes from one reset to the next. Each counter misses somebody now and then, to either side; being
off to the same side day after day, or having fewer than nobody in all day, is a fault in the set-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

DAYS = 3
"""In a row: a tour that left by an uncounted gate is not a fault."""
FEWEST = 20
"""Crossings in a day; fewer tell nothing."""
SHARE = 0.1
"""Of a day's larger sum: off by more than that is too much."""
SEEN = 0.5
"""Coverage below it: a blind counter is another fault, and has its own alert."""


class Fault(StrEnum):
    SWAPPED = "swapped"
    MORE_IN = "more_in"
    MORE_OUT = "more_out"


SAYS = {
    Fault.SWAPPED: "counts fewer than nobody: entries and exits are probably swapped",
    Fault.MORE_IN: "counts more in than out day after day: a line may be swapped, or an exit unwatched",
    Fault.MORE_OUT: "counts more out than in day after day: a line may be swapped, or an entry unwatched",
}


@dataclass(frozen=True, slots=True)
class Balance:
    """One day of an area: ``lowest`` and ``highest`` are of entries less exits, summed up from 0."""

    day: date
    entries: int
    exits: int
    lowest: int
    highest: int
    coverage: float

    @property
    def imbalance(self) -> int:
        return self.entries - self.exits

    @property
    def telling(self) -> bool:
        """Return whether the day says anything about the counter."""
        return self.entries + self.exits >= FEWEST and self.coverage >= SEEN

    @property
    def largest(self) -> int:
        return max(self.entries, self.exits)

    @property
    def error(self) -> float:
        """Return the imbalance as a share of the larger sum, 0 to 1."""
        return abs(self.imbalance) / self.largest if self.largest else 0.0

    @property
    def percent(self) -> int:
        return round(100 * self.error)

    @property
    def seen_percent(self) -> int:
        return round(100 * self.coverage)


def running(steps: Iterable[int]) -> tuple[int, int]:
    """Return the lowest and the highest of the running sum, which begins at 0."""
    total = lowest = highest = 0
    for step in steps:
        total += step
        lowest, highest = min(lowest, total), max(highest, total)
    return lowest, highest


def fault_of(days: Sequence[Balance]) -> Fault | None:
    """Return what is steadily wrong with the last ``DAYS`` telling days; None if nothing is."""
    telling = sorted((day for day in days if day.telling), key=lambda day: day.day)[-DAYS:]
    if len(telling) < DAYS:
        return None
    for fault, shows in ((Fault.SWAPPED, _swapped), (Fault.MORE_IN, _in), (Fault.MORE_OUT, _out)):
        if all(shows(day) for day in telling):
            return fault
    return None


def _swapped(day: Balance) -> bool:
    return (
        day.lowest < -SHARE * day.largest and day.highest <= SHARE * day.largest and not _off(day)
    )


def _off(day: Balance) -> bool:
    return day.error > SHARE


def _in(day: Balance) -> bool:
    return _off(day) and day.imbalance > 0


def _out(day: Balance) -> bool:
    return _off(day) and day.imbalance < 0
