"""The muster roll of a month: a code for each person and day, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from attendance.vocabulary import DayStatus, Leave

CODES: Mapping[DayStatus, tuple[str, str]] = {
    DayStatus.PRESENT: ("P", "present"),
    DayStatus.LATE: ("PL", "present, late"),
    DayStatus.EARLY_EXIT: ("PE", "present, left early"),
    DayStatus.HALF_DAY: ("HD", "half day"),
    DayStatus.ABSENT: ("A", "absent"),
    DayStatus.ON_LEAVE: ("L", "leave"),
    DayStatus.HOLIDAY: ("H", "holiday"),
    DayStatus.WEEKLY_OFF: ("WO", "weekly off"),
    DayStatus.INCOMPLETE: ("M", "a punch is missing"),
    DayStatus.EXPECTED: ("-", "not over yet"),
}
WORKED_ON_DAY_OFF = "*"
"""Behind H, WO or L: somebody worked all the same."""
_DAYS_OFF = frozenset({DayStatus.HOLIDAY, DayStatus.WEEKLY_OFF, DayStatus.ON_LEAVE})
_FULL = frozenset({DayStatus.PRESENT, DayStatus.LATE, DayStatus.EARLY_EXIT, DayStatus.INCOMPLETE})
_OPEN = frozenset({DayStatus.INCOMPLETE, DayStatus.EXPECTED})
TOTALS = ("present", "absent", "leave", "weekly_off", "holiday", "late", "overtime_minutes")


@dataclass(frozen=True, slots=True)
class MusterDay:
    """One occurrence of a shift as far as a muster roll goes."""

    day: date
    status: DayStatus
    leave: Leave
    is_late: bool
    has_come: bool
    overtime_minutes: int
    is_settled: bool = True

    @property
    def is_open(self) -> bool:
        """Whether the shift may still be worked, so that nothing is missing yet."""
        return not self.is_settled and self.status in _OPEN

    @property
    def code(self) -> str:
        code, _ = CODES[DayStatus.EXPECTED if self.is_open else self.status]
        is_extra = self.has_come and self.status in _DAYS_OFF
        return f"{code}{WORKED_ON_DAY_OFF}" if is_extra else code


@dataclass(slots=True)
class MusterLine:
    """One employee's month. Days in the totals may be halves; overtime is in minutes."""

    employee_id: int
    employee_code: str
    name: str
    department: str
    codes: dict[date, list[str]] = field(default_factory=dict)
    totals: dict[str, float] = field(default_factory=lambda: dict.fromkeys(TOTALS, 0))

    def add(self, one: MusterDay) -> None:
        """Count an occurrence; several shifts of one day stand beside each other in its cell."""
        self.codes.setdefault(one.day, []).append(one.code)
        for name, amount in amounts_of(one).items():
            self.totals[name] += amount

    def cells(self, days: Sequence[date]) -> list[str]:
        """Return the text of each day's cell; empty where nobody was rostered."""
        return ["+".join(self.codes.get(day, ())) for day in days]


def amounts_of(one: MusterDay) -> dict[str, float]:
    """Return what an occurrence adds to the totals.

    A half day is half present, and half leave where half of it was granted, else half absent. A
    day with a missing punch counts as present, because somebody was there.
    """
    amounts: dict[str, float] = {"overtime_minutes": one.overtime_minutes}
    has_leave = one.leave is not Leave.NONE
    if one.status is DayStatus.HALF_DAY:
        amounts |= {"present": 0.5, "leave" if has_leave else "absent": 0.5}
    elif one.status is DayStatus.ABSENT:
        amounts |= {"absent": 0.5, "leave": 0.5} if has_leave else {"absent": 1}
    elif one.status in _FULL and not one.is_open:
        amounts["present"] = 1
    named = {"ON_LEAVE": "leave", "WEEKLY_OFF": "weekly_off", "HOLIDAY": "holiday"}
    if one.status.value in named:
        amounts[named[one.status.value]] = 1
    return amounts | ({"late": 1} if one.is_late else {})


def summed(lines: Iterable[MusterLine]) -> dict[str, float]:
    """Return the totals of all lines."""
    found = dict.fromkeys(TOTALS, 0.0)
    for line in lines:
        for name, amount in line.totals.items():
            found[name] += amount
    return found
