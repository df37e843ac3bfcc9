"""Rotating patterns: a cycle of weeks that says which shift is worked on which weekday."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from attendance.date_spans import DateSpan
from attendance.rosters import Stint
from attendance.shifts import ShiftVersion
from attendance.week_cycles import DAYS_OF_A_WEEK, WeekCycle

LONGEST_CYCLE = 12
Cell = tuple[int, int]
"""A week of the cycle and a weekday in it, both from 0."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """The shifts of a cycle of ``weeks`` weeks by their keys; a cell without one is a day off.

    Raises ValueError, starting with the field's name, for a length that makes no sense, a cell
    outside the cycle, or a cycle without any work.
    """

    weeks: int
    shifts: Mapping[Cell, str]

    def __post_init__(self) -> None:
        if not 1 <= self.weeks <= LONGEST_CYCLE:
            raise ValueError(f"weeks: must be between 1 and {LONGEST_CYCLE}, got {self.weeks}")
        if not self.shifts:
            raise ValueError("shifts: a pattern needs at least one day of work")
        for week, weekday in self.shifts:
            if not 0 <= week < self.weeks or weekday not in DAYS_OF_A_WEEK:
                raise ValueError(f"shifts: week {week + 1} has no such day in this cycle")

    def stints(
        self,
        span: DateSpan,
        versions: Mapping[str, tuple[ShiftVersion, ...]],
        *,
        start_week: int = 1,
    ) -> tuple[Stint, ...]:
        """Return the stints of somebody who works the pattern for a span of days, by shift.

        ``start_week`` (from 1) is the week of the cycle in which the span's first day lies, so
        that crews on one pattern follow each other. A day off belongs to the shift worked last
        before it: whoever is called in on it works that shift on a day off.
        """
        anchor = span.first - timedelta(weeks=start_week - 1)
        found: dict[str, set[Cell]] = defaultdict(set)
        offs: dict[str, set[Cell]] = defaultdict(set)
        for cell, key in self._resolved():
            found[key].add(cell)
            if cell not in self.shifts:
                offs[key].add(cell)
        return tuple(
            Stint(
                key,
                span,
                versions.get(key, ()),
                cycle=self._cycle(anchor, cells),
                offs=self._cycle(anchor, offs[key]),
            )
            for key, cells in sorted(found.items())
        )

    def _resolved(self) -> list[tuple[Cell, str]]:
        cells = [(week, weekday) for week in range(self.weeks) for weekday in DAYS_OF_A_WEEK]
        current = self.shifts[max(self.shifts)]
        resolved = []
        for cell in cells:
            current = self.shifts.get(cell, current)
            resolved.append((cell, current))
        return resolved

    def _cycle(self, anchor: date, cells: set[Cell]) -> WeekCycle:
        weeks = (frozenset(day for at, day in cells if at == week) for week in range(self.weeks))
        return WeekCycle(anchor, tuple(weeks))
