"""Attendance in the admin: HR's desk."""

from __future__ import annotations

from attendance.admin.corrections import DayReviewAdmin, PayrollLockAdmin, RegularisationAdmin
from attendance.admin.days import AttendanceDayAdmin, DirtyDayAdmin, StrayPunchAdmin
from attendance.admin.departments import EmployeeDepartmentAdmin
from attendance.admin.late_policies import LatePolicyAdmin
from attendance.admin.punches import IntakeAdmin, PunchAdmin
from attendance.admin.rosters import HolidayAdmin, LeaveAdmin, ShiftAssignmentAdmin, WeeklyOffAdmin
from attendance.admin.shifts import ShiftAdmin, ShiftPatternAdmin

__all__ = [
    "AttendanceDayAdmin",
    "DayReviewAdmin",
    "DirtyDayAdmin",
    "EmployeeDepartmentAdmin",
    "HolidayAdmin",
    "IntakeAdmin",
    "LatePolicyAdmin",
    "LeaveAdmin",
    "PayrollLockAdmin",
    "PunchAdmin",
    "RegularisationAdmin",
    "ShiftAdmin",
    "ShiftAssignmentAdmin",
    "ShiftPatternAdmin",
    "StrayPunchAdmin",
    "WeeklyOffAdmin",
]
