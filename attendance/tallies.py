"""Days counted by their kind: of ten thousand people's days most are alike. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from attendance.day_parts import DayCounts, DayPart, ShiftResult, shares_of
from attendance.vocabulary import DayStatus, Leave


class Kind(NamedTuple):
    """All of a shift that counting looks at, but its day."""

    status: str
    leave: str
    is_scheduled: bool
    is_settled: bool
    has_come_in: bool
    has_gone: bool
    is_late: bool
    is_early_exit: bool


@lru_cache(maxsize=8192)
def result_of(day: date, kind: Kind) -> ShiftResult:
    """Return a shift of that kind on a day; the same one for the same."""
    status, leave, is_scheduled, is_settled, has_come_in, has_gone, is_late, is_early_exit = kind
    return ShiftResult(
        day=day,
        status=DayStatus(status),
        leave=Leave(leave),
        is_scheduled=is_scheduled,
        is_settled=is_settled,
        has_come_in=has_come_in,
        has_gone=has_gone,
        is_late=is_late,
        is_early_exit=is_early_exit,
    )


@dataclass(slots=True)
class Tally:
    """What somebody's days come to who has one shift a day, as ``day_parts.counts_of`` has it."""

    total_days: int = 0
    decided_days: int = 0
    on_time: int = 0
    late: int = 0
    early_exits: int = 0
    parts: Counter[DayPart] = field(default_factory=Counter)

    def add(self, result: ShiftResult, days: int) -> None:
        """Take in so many days like this one."""
        self.total_days += days * result.is_planned
        if result.part is None:
            return
        self.parts[result.part] += days
        self.decided_days += days * result.is_due
        self.on_time += days * result.is_on_time
        self.late += days * (result.is_attended and result.is_late)
        self.early_exits += days * (result.is_attended and result.is_early_exit)

    def counts(self) -> DayCounts:
        return DayCounts(
            total_days=self.total_days,
            decided_days=self.decided_days,
            on_time=self.on_time,
            late=self.late,
            early_exits=self.early_exits,
            **shares_of(self.parts),
        )
