"""Minutes worked within one occurrence."""

from __future__ import annotations

from collections.abc import Sequence

from attendance.duplicates import STANDARD, RepeatRule
from attendance.durations import whole_minutes
from attendance.presence import Presence
from attendance.punches import PunchFact
from attendance.shifts import ShiftRule
from attendance.stays import read_stays
from attendance.vocabulary import WorkedBasis


def worked_minutes(
    rule: ShiftRule,
    presence: Presence,
    punches: Sequence[PunchFact],
    repeats: RepeatRule = STANDARD,
) -> int:
    """Return the minutes worked, breaks off and rounded; 0 while in or out is unknown."""
    if presence.first_in is None or presence.last_out is None:
        return 0
    span = presence.last_out - presence.first_in
    if rule.worked_basis is WorkedBasis.FIRST_IN_LAST_OUT:
        return rule.rounding.apply(less_breaks(rule, whole_minutes(span)))
    attended = read_stays(presence, punches, repeats).attended
    pauses = whole_minutes(span - attended)
    return rule.rounding.apply(less_breaks(rule, whole_minutes(attended), pauses=pauses))


def less_breaks(rule: ShiftRule, minutes: int, *, pauses: int = 0) -> int:
    """Return the minutes without the unpaid break.

    Pauses that were clocked out count towards the break. No more is taken off than what lies
    beyond ``break_after_minutes``, so that a minute more of work never makes less.
    """
    beyond = max(0, minutes - rule.break_after_minutes)
    return minutes - min(max(0, rule.break_minutes - pauses), beyond)
