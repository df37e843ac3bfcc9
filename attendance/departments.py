"""In which department somebody is on a day. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from attendance.date_spans import DateSpan

_THE_DAY_BEFORE = timedelta(days=-1)
Move = tuple[date, str]
"""From which day on somebody is in a department."""


@dataclass(frozen=True, slots=True)
class Departments:
    """One employee's departments: ``moves`` oldest first; ``current`` that of somebody who never moved.

    The oldest known one holds for all days before it too.
    """

    moves: tuple[Move, ...] = ()
    current: str = ""

    def on(self, day: date) -> str:
        """Return the department of a day; empty for none."""
        begun = (name for since, name in reversed(self.moves) if since <= day)
        return next(begun, self.moves[0][1] if self.moves else self.current)

    def within(self, first: date, last: date) -> Departments:
        """Return what holds from first to last, in as few moves: whoever moved long before has none."""
        later = [one for one in self.moves if first < one[0] <= last]
        begun = self.on(first)
        return Departments(((first, begun), *later)) if later else Departments((), begun)

    def spans(self) -> Iterator[tuple[DateSpan, str]]:
        """Yield each department with its days, all days in all."""
        names = [name for _, name in self.moves] or [self.current]
        starts = [date.min, *(since for since, _ in self.moves[1:])]
        ends = [later + _THE_DAY_BEFORE for _, later in pairwise(starts)]
        for first, last, name in zip(starts, [*ends, None], names, strict=True):
            yield DateSpan(first, last), name
