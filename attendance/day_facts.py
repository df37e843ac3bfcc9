"""What an attendance day is derived from, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from attendance.duplicates import STANDARD, RepeatRule
from attendance.occurrences import ShiftOccurrence
from attendance.vocabulary import ClosedBy, DayStatus, Leave, ReviewReason

# Raised whenever the same facts may give another day, so that stored days tell their rules.
RULES_VERSION = "5"


@dataclass(frozen=True, kw_only=True, slots=True)
class DayFacts:
    """All about one employee's occurrence but the punches.

    ``joined_on`` and ``left_on`` are the first and last day of employment; ``department`` is that
    of the day. ``reported_until`` is
    the watermark of the devices that served the shift (``closing.heard_until``), None where none
    did. ``repeats`` is the rule in force when the shift began.
    """

    occurrence: ShiftOccurrence
    leave: Leave = Leave.NONE
    is_holiday: bool = False
    is_weekly_off: bool = False
    joined_on: date | None = None
    left_on: date | None = None
    department: str = ""
    reported_until: datetime | None = None
    repeats: RepeatRule = STANDARD

    @property
    def is_employed(self) -> bool:
        day = self.occurrence.day
        has_joined = self.joined_on is None or day >= self.joined_on
        return has_joined and (self.left_on is None or day <= self.left_on)

    @property
    def is_due(self) -> bool:
        """Whether it is a day of work: half a day of leave makes no less of one."""
        is_off = self.is_holiday or self.is_weekly_off or self.leave is Leave.FULL
        return self.is_employed and not is_off

    @property
    def expected_start(self) -> datetime:
        on_leave = self.leave is Leave.FIRST_HALF
        return self.occurrence.middle if on_leave else self.occurrence.start

    @property
    def expected_end(self) -> datetime:
        on_leave = self.leave is Leave.SECOND_HALF
        return self.occurrence.middle if on_leave else self.occurrence.end

    @property
    def is_half_leave(self) -> bool:
        return self.leave in {Leave.FIRST_HALF, Leave.SECOND_HALF}


@dataclass(frozen=True, kw_only=True, slots=True)
class DerivedDay:
    """One employee's attendance day; all lengths in minutes.

    ``is_scheduled`` is false for holidays, weekly offs and days outside employment.
    ``late_minutes`` count from the expected start and ``early_minutes`` to the expected end, in
    begun minutes, and are 0 within the grace. ``last_out`` is None while the person may come
    back; ``last_seen`` is any kind of punch. ``due_minutes`` is the shift's length without
    breaks and half-day leave.
    """

    day: date
    status: DayStatus
    department: str = ""
    is_scheduled: bool = True
    leave: Leave = Leave.NONE
    first_in: datetime | None = None
    last_out: datetime | None = None
    last_seen: datetime | None = None
    closed_by_rule: ClosedBy | None = None
    is_late: bool = False
    late_minutes: int = 0
    is_early_exit: bool = False
    early_minutes: int = 0
    grace_period_applied: bool = False
    due_minutes: int = 0
    worked_minutes: int = 0
    overtime_before_minutes: int = 0
    overtime_after_minutes: int = 0
    reasons: tuple[ReviewReason, ...] = ()
    rules_version: str = RULES_VERSION

    @property
    def overtime_minutes(self) -> int:
        return self.overtime_before_minutes + self.overtime_after_minutes

    @property
    def flagged_for_review(self) -> bool:
        return bool(self.reasons)

    @property
    def was_attended(self) -> bool:
        has_come = self.first_in is not None or self.last_out is not None
        return has_come and self.status is not DayStatus.ABSENT

    @property
    def word(self) -> DayStatus:
        """The guide's single word: PRESENT, LATE, EARLY_EXIT or, for who is not there, ABSENT."""
        if not self.was_attended:
            return DayStatus.ABSENT
        return flag_status(is_late=self.is_late, is_early_exit=self.is_early_exit)


def flag_status(*, is_late: bool, is_early_exit: bool) -> DayStatus:
    """Return the status that the flags of somebody present give; late goes before early."""
    if is_late:
        return DayStatus.LATE
    return DayStatus.EARLY_EXIT if is_early_exit else DayStatus.PRESENT
