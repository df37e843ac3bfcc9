"""Which counters were to be read when, pure: a door that tells nothing must not pass unnoticed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from factory.core.periods import Period
from occupancy.counts import Pair


@dataclass(frozen=True, slots=True)
class Watch:
    """A counter that was to be read from ``since`` until in ``until``; None: it still is."""

    pair: Pair
    since: datetime
    until: datetime | None

    def covers(self, span: Period) -> bool:
        return self.since < span.end and (self.until is None or self.until >= span.start)


def is_blind(watches: Iterable[Watch], read: int, span: Period) -> bool:
    """Return whether fewer counters were ``read`` in ``span`` than were to be."""
    return read < len({watch.pair for watch in watches if watch.covers(span)})
