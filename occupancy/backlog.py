"""Readings that wait for the database, pure: bounded, each of its own time, none of them twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from occupancy.counts import Pair, Reading

PIECE = 500
"""Sent at once, and no further before it has been taken: a short transaction on any database."""
MOST = 10_000
"""Beyond it those of a minute become one: half a day of one camera's, some 2 MB."""


@dataclass
class Backlog:
    """What one camera has counted and nobody has taken yet, oldest first."""

    most: int = MOST
    piece: int = PIECE
    _waiting: list[Reading] = field(default_factory=list)
    _crowded_at: int = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, readings: Iterable[Reading]) -> None:
        """Put them behind the others; at the bound merge within minutes, never across them.

        Those that were sent, and may have been taken unheard, stay as they are: a reading is known by
        its time, and one that was merged would be counted again.
        """
        self._waiting += readings
        if len(self._waiting) > max(self.most, self._crowded_at):
            sent, rest = self._waiting[: self.piece], self._waiting[self.piece :]
            self._waiting = sent + merged(rest)
            # Not with each one that is added where there is little left to merge.
            self._crowded_at = len(self._waiting) * 5 // 4

    @property
    def all(self) -> Sequence[Reading]:
        """Return whatever waits."""
        return tuple(self._waiting)

    @property
    def next(self) -> Sequence[Reading]:
        """Return what is to be sent: the same until ``taken`` says that it is written down."""
        return tuple(self._waiting[: self.piece])

    def taken(self, number: int) -> None:
        """Forget the oldest ``number``."""
        del self._waiting[:number]


def merged(readings: Iterable[Reading]) -> list[Reading]:
    """Return one reading for each counter's minute, of its last one's time, in the order of time.

    Who came and left adds up; a count that was said is the last one's, and so are the people seen.
    """
    found: dict[tuple[Pair, datetime, bool], Reading] = {}
    for one in readings:
        # By one kind at a time, where a line was drawn in the place of a zone.
        key = one.pair, one.at.replace(second=0, microsecond=0), one.count is None
        before = found.get(key)
        found[key] = one if before is None else _both(before, one)
    return sorted(found.values(), key=lambda one: (one.at, one.pair))


def _both(before: Reading, one: Reading) -> Reading:
    entries, exits = before.entries + one.entries, before.exits + one.exits
    return replace(one, entries=entries, exits=exits)
