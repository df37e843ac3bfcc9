"""Attendance in the admin: HR's desk."""

from __future__ import annotations

from attendance.admin.corrections import PayrollLockAdmin, RegularisationAdmin
from attendance.admin.days import AttendanceDayAdmin, DirtyDayAdmin, StrayPunchAdmin
from attendance.admin.punches import IntakeAdmin, PunchAdmin
from attendance.admin.rosters import (
    HolidayAdmin,
    LeaveAdmin,
    ShiftAdmin,
    ShiftAssignmentAdmin,
    WeeklyOffAdmin,
)

__all__ = [
    "AttendanceDayAdmin",
    "DirtyDayAdmin",
    "HolidayAdmin",
    "IntakeAdmin",
    "LeaveAdmin",
    "PayrollLockAdmin",
    "PunchAdmin",
    "RegularisationAdmin",
    "ShiftAdmin",
    "ShiftAssignmentAdmin",
    "StrayPunchAdmin",
    "WeeklyOffAdmin",
]
