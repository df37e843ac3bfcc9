"""Minutes of overtime before and after a shift, and on days off."""

from __future__ import annotations

from typing import NamedTuple

from attendance.durations import whole_minutes
from attendance.occurrences import ShiftOccurrence
from attendance.presence import Presence
from attendance.shifts import Overtime, ShiftRule


class OvertimeMinutes(NamedTuple):
    """Overtime granted before the shift's start and after its end."""

    before: int = 0
    after: int = 0


def overtime_minutes(
    occurrence: ShiftOccurrence, presence: Presence, *, worked: int, due: int
) -> OvertimeMinutes:
    """Return the overtime that the shift's rule grants, rounded like work.

    With ``overtime_needs_full_day`` only work beyond the ``due`` minutes counts, so that staying
    on after a late arrival makes up for it first. A check-out made by a rule earns none.
    """
    if presence.first_in is None or presence.last_out is None:
        return OvertimeMinutes()
    rule = occurrence.rule
    left = _limit(rule, worked=worked, due=due)
    early = whole_minutes(min(presence.last_out, occurrence.start) - presence.first_in)
    late = whole_minutes(presence.last_out - max(presence.first_in, occurrence.end))
    after = min(left, 0 if presence.closed_by else _granted(rule, rule.overtime_after, late))
    return OvertimeMinutes(
        before=min(left - after, _granted(rule, rule.overtime_before, early)), after=after
    )


def overtime_on_day_off(rule: ShiftRule, worked: int) -> OvertimeMinutes:
    """Return the overtime of somebody who worked on a day off: all of it, up to the cap."""
    if not rule.overtime_on_days_off:
        return OvertimeMinutes()
    cap = rule.overtime_cap_minutes
    return OvertimeMinutes(after=worked if cap is None else min(worked, cap))


def _limit(rule: ShiftRule, *, worked: int, due: int) -> int:
    beyond_due = max(0, worked - due) if rule.overtime_needs_full_day else worked
    cap = rule.overtime_cap_minutes
    return beyond_due if cap is None else min(beyond_due, cap)


def _granted(rule: ShiftRule, overtime: Overtime | None, minutes: int) -> int:
    if overtime is None or minutes < overtime.minimum_minutes:
        return 0
    rounded = rule.rounding.apply(minutes)
    return rounded if overtime.cap_minutes is None else min(rounded, overtime.cap_minutes)
