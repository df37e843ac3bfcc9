"""What a shift asks of those who work it, and which version of it held on a date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from attendance.durations import TO_THE_MINUTE, Rounding
from attendance.vocabulary import ClosedBy, WorkedBasis

_HALF_A_DAY = 12 * 60
_A_DAY = 24 * 60
_LIMITS = {
    "grace_in_minutes": _HALF_A_DAY,
    "grace_out_minutes": _HALF_A_DAY,
    "before_minutes": _HALF_A_DAY,
    "after_minutes": _HALF_A_DAY,
    "half_day_below_minutes": _A_DAY,
    "absent_below_minutes": _A_DAY,
    "break_minutes": _HALF_A_DAY,
    "break_after_minutes": _A_DAY,
    "longest_span_minutes": 2 * _A_DAY,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Overtime:
    """Overtime on one side of a shift: under the minimum nothing counts, above the cap no more.

    Raises ValueError, starting with the field's name, for lengths that make no sense.
    """

    minimum_minutes: int = 0
    cap_minutes: int | None = None

    def __post_init__(self) -> None:
        _refuse_outside("minimum_minutes", self.minimum_minutes, _A_DAY)
        _refuse_outside("cap_minutes", self.cap_minutes or 0, _A_DAY)


@dataclass(frozen=True, kw_only=True, slots=True)
class ShiftRule:
    """A shift by the wall clock, with all that its days are judged by; lengths in minutes.

    A shift whose end is not after its start ends on the next day, so equal times are 24 hours.
    Half-day and absence thresholds are worked minutes, 0 switching them off; they are halved
    where half the day is leave. Breaks are unpaid and taken off only beyond
    ``break_after_minutes`` of work. Without an ``Overtime`` a side of the shift has none.

    Raises ValueError, starting with the field's name, for lengths that make no sense.
    """

    start: time
    end: time
    grace_in_minutes: int = 0
    grace_out_minutes: int = 0
    before_minutes: int = 120
    after_minutes: int = 240
    half_day_below_minutes: int = 0
    absent_below_minutes: int = 0
    break_minutes: int = 0
    break_after_minutes: int = 0
    longest_span_minutes: int = 16 * 60
    worked_basis: WorkedBasis = WorkedBasis.FIRST_IN_LAST_OUT
    missed_out_closes_at: ClosedBy = ClosedBy.SHIFT_END
    rounding: Rounding = TO_THE_MINUTE
    overtime_before: Overtime | None = None
    overtime_after: Overtime | None = None
    overtime_cap_minutes: int | None = None
    overtime_needs_full_day: bool = True
    overtime_on_days_off: bool = True

    def __post_init__(self) -> None:
        _refuse_zoned(start=self.start, end=self.end)
        for field, limit in _LIMITS.items():
            _refuse_outside(field, getattr(self, field), limit)
        _refuse_outside("overtime_cap_minutes", self.overtime_cap_minutes or 0, _A_DAY)
        if self.missed_out_closes_at is ClosedBy.NEXT_SHIFT:
            raise ValueError("missed_out_closes_at: expected SHIFT_END or LAST_SIGHTING")
        if self.half_day_below_minutes and self.absent_below_minutes > self.half_day_below_minutes:
            raise ValueError("absent_below_minutes: must not exceed half_day_below_minutes")

    @property
    def is_overnight(self) -> bool:
        return self.end <= self.start


@dataclass(frozen=True, kw_only=True, slots=True)
class ShiftVersion:
    """A shift's rule from a date on, until the next version's date."""

    effective_from: date
    rule: ShiftRule


def rule_in_force(versions: Iterable[ShiftVersion], day: date) -> ShiftRule:
    """Return the rule of the newest version in force on the shift's start date.

    Raises LookupError where no version had begun.
    """
    begun = [version for version in versions if version.effective_from <= day]
    if not begun:
        raise LookupError(f"no version of the shift is in force on {day}")
    return max(begun, key=lambda version: version.effective_from).rule


def _refuse_zoned(**times: time) -> None:
    for field, value in times.items():
        if value.tzinfo is not None:
            raise ValueError(f"{field}: a shift's time is the site's wall clock, without a zone")


def _refuse_outside(field: str, minutes: int, limit: int) -> None:
    if not 0 <= minutes <= limit:
        raise ValueError(f"{field}: must be between 0 and {limit} minutes, got {minutes}")
