"""The rows of attendance: rosters, punches, the days derived from them, corrections and payroll."""

from attendance.models.corrections import Regularisation
from attendance.models.days import AttendanceDay, DirtyDay, StrayPunch
from attendance.models.payroll import PayrollLock
from attendance.models.punches import Intake, Punch
from attendance.models.rosters import Holiday, Leave, ShiftAssignment, WeeklyOff
from attendance.models.shifts import Shift, ShiftVersion

__all__ = [
    "AttendanceDay",
    "DirtyDay",
    "Holiday",
    "Intake",
    "Leave",
    "PayrollLock",
    "Punch",
    "Regularisation",
    "Shift",
    "ShiftAssignment",
    "ShiftVersion",
    "StrayPunch",
    "WeeklyOff",
]
