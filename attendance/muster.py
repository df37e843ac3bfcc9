"""The muster roll of a month: a code for each person and day, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from attendance.day_parts import DayPart, ShiftResult, counts_of, plain
from attendance.vocabulary import DayStatus

CODES: Mapping[DayStatus, tuple[str, str]] = {
    DayStatus.PRESENT: ("P", "present"),
    DayStatus.LATE: ("PL", "present, late"),
    DayStatus.EARLY_EXIT: ("PE", "present, left early"),
    DayStatus.HALF_DAY: ("HD", "half day, half absent"),
    DayStatus.ABSENT: ("A", "absent"),
    DayStatus.ON_LEAVE: ("L", "leave"),
    DayStatus.HOLIDAY: ("H", "holiday"),
    DayStatus.WEEKLY_OFF: ("WO", "weekly off"),
    DayStatus.INCOMPLETE: ("M", "a punch is missing"),
    # No hyphen, with which a spreadsheet would begin a formula.
    DayStatus.EXPECTED: ("·", "not over yet"),
}
HALF_LEAVE: Mapping[DayPart, tuple[str, str]] = {
    DayPart.HALF_AND_LEAVE: ("HL", "half leave, half present"),
    DayPart.ABSENT_AND_LEAVE: ("AL", "half leave, half absent"),
}
LEGEND = (*CODES.values(), *HALF_LEAVE.values())
WORKED_ON_DAY_OFF = "*"
"""Behind H, WO or L: somebody worked all the same."""
_DAYS_OFF = (DayStatus.HOLIDAY, DayStatus.WEEKLY_OFF, DayStatus.ON_LEAVE)
TOTALS = (
    *("present", "absent", "leave", "weekly_off", "holiday", "late"),
    *("late_deduction_days", "overtime_minutes"),
)


@dataclass(frozen=True, slots=True)
class MusterShift:
    """One occurrence of a shift as far as a muster roll goes."""

    result: ShiftResult
    overtime_minutes: int = 0
    code: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "code", _code(self.result))


def _code(result: ShiftResult) -> str:
    status = DayStatus.EXPECTED if result.is_open else result.status
    code, _ = CODES[status]
    if result.part is not None and status is not DayStatus.INCOMPLETE:
        code, _ = HALF_LEAVE.get(result.part, (code, ""))
    has_come = result.has_come_in or result.has_gone
    return f"{code}{WORKED_ON_DAY_OFF}" if has_come and status in _DAYS_OFF else code


@dataclass(slots=True)
class MusterLine:
    """One employee's month. Days in the totals may be halves; overtime is in minutes."""

    employee_id: int
    employee_code: str
    name: str
    department: str
    late_deduction_days: float = 0.0
    shifts: dict[date, list[MusterShift]] = field(default_factory=dict)

    def add(self, one: MusterShift) -> None:
        """Take an occurrence in; several shifts of one day stand beside each other in its cell."""
        self.shifts.setdefault(one.result.day, []).append(one)

    def cells(self, days: Sequence[date]) -> list[str]:
        """Return the text of each day's cell; empty where nobody was rostered."""
        return ["+".join(one.code for one in self.shifts.get(day, ())) for day in days]

    @property
    def totals(self) -> dict[str, float]:
        """What the days add up to, by the names in TOTALS: those of payroll, and the days off."""
        all_shifts = [one for shifts in self.shifts.values() for one in shifts]
        counts = counts_of(one.result for one in all_shifts)
        off = [_day_off(shifts) for shifts in self.shifts.values()]
        return {
            "present": counts.present,
            "absent": counts.absent,
            "leave": counts.leave_days,
            "weekly_off": off.count(DayStatus.WEEKLY_OFF),
            "holiday": off.count(DayStatus.HOLIDAY),
            "late": counts.late,
            "late_deduction_days": plain(self.late_deduction_days),
            "overtime_minutes": sum(one.overtime_minutes for one in all_shifts),
        }


def _day_off(shifts: Iterable[MusterShift]) -> DayStatus | None:
    """Return as what a day is off: a holiday goes before a weekly off, and work before both."""
    found = {one.result.status for one in shifts}
    is_off = found <= {DayStatus.HOLIDAY, DayStatus.WEEKLY_OFF}
    return next((one for one in _DAYS_OFF if one in found), None) if is_off else None


def summed(lines: Iterable[MusterLine]) -> dict[str, float]:
    """Return the totals of all lines."""
    found = dict.fromkeys(TOTALS, 0.0)
    for line in lines:
        for name, amount in line.totals.items():
            found[name] += amount
    return found
