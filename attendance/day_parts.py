"""What a day counts for: one rule for summaries, payroll, the muster roll and calendars. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any, NamedTuple

from attendance.vocabulary import HALVES, DayStatus, Leave

WORKED = frozenset({DayStatus.PRESENT, DayStatus.LATE, DayStatus.EARLY_EXIT, DayStatus.INCOMPLETE})
"""All of the shift, or who knows how much of it: somebody was there."""


class DayPart(IntEnum):
    """What a decided shift makes of its day. Of several shifts on a day the highest one counts."""

    ABSENT = 0
    ABSENT_AND_LEAVE = 1
    LEAVE = 2
    HALF = 3
    HALF_AND_LEAVE = 4
    WHOLE = 5


class Amounts(NamedTuple):
    """Shares of one day; together they are one."""

    present: float = 0
    absent: float = 0
    leave: float = 0


AMOUNTS: Mapping[DayPart, Amounts] = {
    DayPart.ABSENT: Amounts(absent=1),
    DayPart.ABSENT_AND_LEAVE: Amounts(absent=0.5, leave=0.5),
    DayPart.LEAVE: Amounts(leave=1),
    DayPart.HALF: Amounts(present=0.5, absent=0.5),
    DayPart.HALF_AND_LEAVE: Amounts(present=0.5, leave=0.5),
    DayPart.WHOLE: Amounts(present=1),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShiftResult:
    """One occurrence of a shift as far as counting goes.

    ``part`` is what it makes of its day; None for days off, outside employment, and open ones. It is
    ``is_due`` where it makes the day one of work: decided, and not leave as a whole.
    """

    day: date
    status: DayStatus
    leave: Leave = Leave.NONE
    is_scheduled: bool = True
    is_settled: bool = True
    has_come_in: bool = False
    has_gone: bool = False
    is_late: bool = False
    is_early_exit: bool = False
    part: DayPart | None = field(init=False, compare=False)
    is_due: bool = field(init=False, compare=False)
    is_attended: bool = field(init=False, compare=False)
    is_on_time: bool = field(init=False, compare=False)

    def __post_init__(self) -> None:
        # Once for each of the many days that are alike, not whenever somebody asks.
        part = self._part()
        is_due = part not in {None, DayPart.LEAVE}
        came = self.has_come_in or self.has_gone
        is_attended = is_due and came and self.status is not DayStatus.ABSENT
        is_punctual = not self.is_late and not self.is_early_exit
        object.__setattr__(self, "part", part)
        object.__setattr__(self, "is_due", is_due)
        object.__setattr__(self, "is_attended", is_attended)
        object.__setattr__(self, "is_on_time", is_attended and self.has_come_in and is_punctual)

    @property
    def is_open(self) -> bool:
        """Whether the shift may still be worked, or has come to no end yet: nothing is decided."""
        is_begun = self.status is DayStatus.INCOMPLETE and not self.is_settled
        return is_begun or self.status is DayStatus.EXPECTED

    @property
    def is_planned(self) -> bool:
        """Whether it makes the day one of work, decided or not."""
        return self.is_due or (self.is_scheduled and self.is_open)

    def _part(self) -> DayPart | None:
        if not self.is_scheduled or self.is_open:
            return None
        half = self.leave in HALVES
        if self.status is DayStatus.ABSENT:
            return DayPart.ABSENT_AND_LEAVE if half else DayPart.ABSENT
        if self.status is DayStatus.HALF_DAY or (half and self.status in WORKED):
            return DayPart.HALF_AND_LEAVE if half else DayPart.HALF
        if self.status in WORKED:
            return DayPart.WHOLE
        return DayPart.LEAVE if self.status is DayStatus.ON_LEAVE else None


@dataclass(frozen=True, kw_only=True, slots=True)
class DayCounts:
    """Counts of days, each once however many shifts it has.

    ``total_days`` are the days of work: scheduled, not off, and not leave as a whole. Half a day of
    leave makes no less of a day of work. ``decided_days`` are those of them that are not open.
    ``on_time`` are those with a known check-in to each shift, never late or early; somebody late and
    early counts under both. ``present``, ``absent`` and ``leave_days`` are shares: together they are
    the decided days and those of leave. ``half_days`` are those that were worked by half.
    """

    total_days: int = 0
    decided_days: int = 0
    on_time: int = 0
    late: int = 0
    early_exits: int = 0
    present: float = 0
    absent: float = 0
    leave_days: float = 0
    half_days: int = 0


def counts_of(shifts: Iterable[ShiftResult]) -> DayCounts:
    """Return the counts of one employee's shifts."""
    by_day: dict[date, list[ShiftResult]] = defaultdict(list)
    for shift in shifts:
        by_day[shift.day].append(shift)
    days = by_day.values()
    parts = (max((one.part for one in day if one.part is not None), default=None) for day in days)
    due = [[one for one in day if one.is_due] for day in days]
    return DayCounts(
        total_days=sum(any(one.is_planned for one in day) for day in days),
        decided_days=sum(map(bool, due)),
        on_time=sum(bool(day) and all(one.is_on_time for one in day) for day in due),
        late=sum(any(one.is_attended and one.is_late for one in day) for day in due),
        early_exits=sum(any(one.is_attended and one.is_early_exit for one in day) for day in due),
        **shares_of(Counter(part for part in parts if part is not None)),
    )


def shares_of(days: Mapping[DayPart, int]) -> dict[str, Any]:
    """Return what so many days of each part come to, by the names of DayCounts."""

    def total(name: str) -> float:
        return float(sum(getattr(AMOUNTS[part], name) * days[part] for part in days))

    halves = sum(days.get(part, 0) for part in (DayPart.HALF, DayPart.HALF_AND_LEAVE))
    return {
        "present": plain(total("present")),
        "absent": plain(total("absent")),
        "leave_days": plain(total("leave")),
        "half_days": halves,
    }


def plain(number: float) -> float:
    """Return a whole number as one."""
    return int(number) if number == int(number) else number


def percentage(part: int, whole: int) -> float:
    """Return a share in percent with one decimal, halves going up; 0.0 of nothing."""
    return (2000 * part + whole) // (2 * whole) / 10 if whole else 0.0
