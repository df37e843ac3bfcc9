"""The rows of attendance: rosters, punches, the days derived from them, corrections and payroll."""

from attendance.models.corrections import Regularisation
from attendance.models.days import AttendanceDay, DirtyDay, StrayPunch
from attendance.models.departments import EmployeeDepartment
from attendance.models.intakes import Intake
from attendance.models.patterns import PatternDay, ShiftPattern
from attendance.models.payroll import PayrollComparison, PayrollLock
from attendance.models.policies import LatePolicy
from attendance.models.punches import Punch
from attendance.models.reviews import DayReview
from attendance.models.rosters import Holiday, Leave, ShiftAssignment, WeeklyOff
from attendance.models.shifts import RosterStamp, Shift, ShiftVersion

__all__ = [
    "AttendanceDay",
    "DayReview",
    "DirtyDay",
    "EmployeeDepartment",
    "Holiday",
    "Intake",
    "LatePolicy",
    "Leave",
    "PatternDay",
    "PayrollComparison",
    "PayrollLock",
    "Punch",
    "Regularisation",
    "RosterStamp",
    "Shift",
    "ShiftAssignment",
    "ShiftPattern",
    "ShiftVersion",
    "StrayPunch",
    "WeeklyOff",
]
