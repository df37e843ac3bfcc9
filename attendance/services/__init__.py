"""Writes of attendance: punches, days, rosters, corrections, payroll. Each is safe to repeat."""

from __future__ import annotations

from attendance.services.bulk import record_punches
from attendance.services.bulk_lines import Answered
from attendance.services.checking import ShiftStatus, check_in, check_out
from attendance.services.comparing import compare_lock, comparison_of
from attendance.services.corrections import approve, reject, request_correction
from attendance.services.deriving import Changes, derive_days
from attendance.services.devices import device_changed, device_reported
from attendance.services.dirty import derive_dirty_days
from attendance.services.due import derive_due_days, open_day, sweep
from attendance.services.employment import employment_changed, employment_of, remove_move, save_move
from attendance.services.intake import take_decisions
from attendance.services.late_policies import remove_late_policy, save_late_policy
from attendance.services.marks import mark_days
from attendance.services.paid import Difference, differences, is_intact
from attendance.services.patterns import check_pattern, remove_pattern, save_pattern
from attendance.services.payroll import check_lock, freeze_payroll, lock_payroll
from attendance.services.presence import hand_over_daily, hand_over_headcount
from attendance.services.rebuilding import Chunk, people_to_rebuild, rebuild, rebuild_chunk
from attendance.services.recording import void_punch
from attendance.services.reviews import Reviewed, read_tokens, review_days, seen_token
from attendance.services.rosters import (
    check_roster,
    remove,
    save_assignment,
    save_holiday,
    save_leave,
    save_weekly_off,
)
from attendance.services.setting_aside import try_again
from attendance.services.shifts import (
    alter_shift,
    change_shift,
    define_shift,
    remove_shift,
    save_version,
)
from attendance.services.summaries import LONGEST_ROLL_DAYS, check_range, employee_summary
from attendance.services.suspects import accept_punch

__all__ = [
    "LONGEST_ROLL_DAYS",
    "Answered",
    "Changes",
    "Chunk",
    "Difference",
    "Reviewed",
    "ShiftStatus",
    "accept_punch",
    "alter_shift",
    "approve",
    "change_shift",
    "check_in",
    "check_lock",
    "check_out",
    "check_pattern",
    "check_range",
    "check_roster",
    "compare_lock",
    "comparison_of",
    "define_shift",
    "derive_days",
    "derive_dirty_days",
    "derive_due_days",
    "device_changed",
    "device_reported",
    "differences",
    "employee_summary",
    "employment_changed",
    "employment_of",
    "freeze_payroll",
    "hand_over_daily",
    "hand_over_headcount",
    "is_intact",
    "lock_payroll",
    "mark_days",
    "open_day",
    "people_to_rebuild",
    "read_tokens",
    "rebuild",
    "rebuild_chunk",
    "record_punches",
    "reject",
    "remove",
    "remove_late_policy",
    "remove_move",
    "remove_pattern",
    "remove_shift",
    "request_correction",
    "review_days",
    "save_assignment",
    "save_holiday",
    "save_late_policy",
    "save_leave",
    "save_move",
    "save_pattern",
    "save_version",
    "save_weekly_off",
    "seen_token",
    "sweep",
    "take_decisions",
    "try_again",
    "void_punch",
]
