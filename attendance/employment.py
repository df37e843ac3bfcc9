"""What of somebody's employment judges their days, and which days a change of it touches. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from attendance.date_spans import DateSpan


class Employment(NamedTuple):
    """Somebody's department, and the first and last day of employment (None: no bound)."""

    department: str
    joined_on: date | None
    left_on: date | None


def days_touched(before: Employment, after: Employment, today: date) -> Iterator[DateSpan]:
    """Yield the days that may come out otherwise.

    Of joining and of leaving those from the earlier date to the later one; a department changes
    from today on.
    """
    if before.joined_on != after.joined_on:
        first = min(before.joined_on or date.min, after.joined_on or date.min)
        yield DateSpan(first, max(before.joined_on or date.min, after.joined_on or date.min))
    if before.left_on != after.left_on:
        first = min(before.left_on or date.max, after.left_on or date.max)
        is_open = None in {before.left_on, after.left_on}
        yield DateSpan(
            first, None if is_open else max(filter(None, (before.left_on, after.left_on)))
        )
    if before.department != after.department:
        yield DateSpan(today)
