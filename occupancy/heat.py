"""A week's usual hours, pure: weekday by hour of the day, from hours that were read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS = 24


@dataclass(frozen=True, slots=True)
class ReadHour:
    """One hour of a place, its cameras added up; ``number`` is on the site's clock."""

    day: date
    number: int
    start: datetime
    avg: float
    most: int
    coverage: float


@dataclass(frozen=True, slots=True)
class Cell:
    """All the hours of one weekday and number: their mean, their greatest count, how many there were."""

    avg: float
    most: int
    hours: int
    coverage: float


def week_of(hours: Iterable[ReadHour]) -> list[list[Cell | None]]:
    """Return seven days from Monday, each of 24 cells; None where no hour was ever read.

    The hour that comes twice in autumn is two hours of its cell.
    """
    groups: dict[tuple[int, int], list[ReadHour]] = defaultdict(list)
    for hour in hours:
        groups[hour.day.weekday(), hour.number].append(hour)
    return [
        [_cell(groups.get((day, number), [])) for number in range(HOURS)]
        for day in range(len(WEEKDAYS))
    ]


def _cell(hours: list[ReadHour]) -> Cell | None:
    if not hours:
        return None
    return Cell(
        avg=sum(hour.avg for hour in hours) / len(hours),
        most=max(hour.most for hour in hours),
        hours=len(hours),
        coverage=sum(hour.coverage for hour in hours) / len(hours),
    )
