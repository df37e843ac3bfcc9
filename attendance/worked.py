"""Minutes worked within one occurrence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from attendance.duplicates import STANDARD, RepeatRule
from attendance.durations import whole_minutes
from attendance.presence import Presence
from attendance.punches import PunchFact, in_order
from attendance.shifts import ShiftRule
from attendance.vocabulary import Direction, WorkedBasis

Stay = tuple[datetime, datetime]


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
    found = stays(presence.first_in, presence.last_out, _turning(presence, punches), repeats)
    attended = sum((went - came for came, went in found), timedelta())
    pauses = whole_minutes(span - attended)
    return rule.rounding.apply(less_breaks(rule, whole_minutes(attended), pauses=pauses))


def _turning(presence: Presence, punches: Sequence[PunchFact]) -> Sequence[PunchFact]:
    """Leave out sightings where doors say which way, and a rule says that none was the way out."""
    if presence.closed_by is None or not presence.is_directed:
        return punches
    return [one for one in punches if one.direction is not Direction.UNKNOWN]


def less_breaks(rule: ShiftRule, minutes: int, *, pauses: int = 0) -> int:
    """Return the minutes without the unpaid break.

    Pauses that were clocked out count towards the break. No more is taken off than what lies
    beyond ``break_after_minutes``, so that a minute more of work never makes less.
    """
    beyond = max(0, minutes - rule.break_after_minutes)
    return minutes - min(max(0, rule.break_minutes - pauses), beyond)


def stays(
    first_in: datetime,
    last_out: datetime,
    punches: Sequence[PunchFact],
    repeats: RepeatRule = STANDARD,
) -> Iterator[Stay]:
    """Yield each stay between first in and last out.

    IN opens and OUT closes one; a sighting without a direction does whichever is due, unless it
    repeats the punch before it within the debounce.
    """
    came: datetime | None = first_in
    for punch in _turns(first_in, last_out, punches, repeats):
        if came is None and punch.direction is not Direction.OUT:
            came = punch.at
        elif came is not None and punch.direction is not Direction.IN:
            yield came, punch.at
            came = None
    if came is not None:
        yield came, last_out


def _turns(
    first: datetime, last: datetime, punches: Sequence[PunchFact], repeats: RepeatRule
) -> Iterator[PunchFact]:
    """Yield the punches after the first in that can open or close a stay."""
    seen = first
    for punch in in_order(punches):
        if not first < punch.at <= last:
            continue
        if punch.direction is not Direction.UNKNOWN or punch.at - seen > repeats.debounce:
            yield punch
        seen = punch.at
