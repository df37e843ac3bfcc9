"""Who walks when: an endless timetable for two paths, without a clock and without memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from streaming.scenes.noise import rng

PERIOD = 16.0
"""Seconds in which whoever is on a path comes and has gone, so that nobody there ever meets."""

Direction = Literal["in", "out"]

# Every four periods as many leave as came, and never more than came before.
_PATTERNS: tuple[tuple[Direction, ...], ...] = (
    ("in", "in", "out", "out"),
    ("in", "out", "in", "out"),
)
_PAUSE_SHARE = 0.3
_NOBODY_SHARE, _TWO_SHARE = 0.06, 0.39
_GAP = 2.3  # seconds between two who walk together: apart enough to be two blobs


@dataclass(frozen=True, slots=True)
class Walk:
    """One person's way over one path: ``starts`` seconds after the scene began, at the edge.

    ``pace`` is body heights a second. ``pause`` seconds are spent standing after ``pause_after``
    seconds of walking.
    """

    path: int
    number: int
    direction: Direction
    starts: float
    pace: float
    pause_after: float = 0.0
    pause: float = 0.0

    @property
    def key(self) -> tuple[int, int]:
        return self.path, self.number

    def walked(self, at: float) -> float:
        """Seconds spent walking by then, the pause left out."""
        passed = at - self.starts
        return min(passed, self.pause_after) + max(0.0, passed - self.pause_after - self.pause)

    def pausing(self, at: float) -> bool:
        return 0 < at - self.starts - self.pause_after < self.pause

    def time_of(self, walked: float) -> float:
        """When that many seconds have been walked."""
        return self.starts + walked + (self.pause if walked > self.pause_after else 0.0)


def walks(seed: int, path: int, at: float) -> Iterator[Walk]:
    """Those who may be on the path at that time; nobody before the scene's beginning."""
    offset = path * PERIOD * 0.4
    period = int((at - offset) // PERIOD)
    if period < 0:
        return
    yield from _of_period(seed, path, period, offset + period * PERIOD)


def _of_period(seed: int, path: int, period: int, starts: float) -> Iterator[Walk]:
    block, place = divmod(period, 4)
    shared, own = rng(seed, 11, path, block), rng(seed, 12, path, period)
    pattern = _PATTERNS[int(shared.integers(2))]
    heads = _heads(shared.random())
    pace = float(own.uniform(0.80, 0.88))
    pauses = heads == 1 and own.random() < _PAUSE_SHARE
    for head in range(heads):
        yield Walk(
            path=path,
            number=period * 2 + head,
            direction=pattern[place],
            starts=starts + head * _GAP,
            pace=pace,
            pause_after=float(own.uniform(2.0, 5.0)) if pauses else 0.0,
            pause=float(own.uniform(2.5, 4.0)) if pauses else 0.0,
        )


def _heads(lot: float) -> int:
    """How many walk together, the same throughout four periods: seldom none, now and then two."""
    if lot < _NOBODY_SHARE:
        return 0
    return 2 if lot < _NOBODY_SHARE + _TWO_SHARE else 1
