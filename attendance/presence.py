"""When somebody came and went within one occurrence, as far as the punches tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from attendance.duplicates import STANDARD, RepeatRule, RoledPunch, read_roles
from attendance.occurrences import ShiftOccurrence
from attendance.punches import PunchFact
from attendance.vocabulary import ClosedBy, Direction, PunchRole

# Sightings of one person on the way out, from the locker to the gate.
ONE_LEAVING = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Presence:
    """First in, last out and last seen; None where unknown.

    ``is_out_said`` is true where the check-out came as one, false where it is the last sighting
    without a direction. ``said_out`` is the last check-out that came as one, unless somebody came
    in after it; ``is_directed`` says that any punch had a direction. ``closed_by`` names the rule
    that supplied a check-out nobody made.
    """

    first_in: datetime | None = None
    last_out: datetime | None = None
    last_seen: datetime | None = None
    is_out_said: bool = False
    said_out: datetime | None = None
    is_directed: bool = False
    closed_by: ClosedBy | None = None


def read_presence(
    occurrence: ShiftOccurrence, punches: Sequence[PunchFact], repeats: RepeatRule = STANDARD
) -> Presence:
    """Return the presence that one occurrence's punches show, in any order and repetition.

    Sightings without a direction begin with an arrival, unless all of them lie close together in
    the last quarter of the shift or after it: then the check-in was missed.
    """
    roled = read_roles(punches, repeats)
    if not roled:
        return Presence()
    last_seen = roled[-1].punch.at
    is_directed = any(one.punch.direction is not Direction.UNKNOWN for one in roled)
    if not is_directed and _is_only_a_departure(occurrence, roled):
        return Presence(last_out=last_seen, last_seen=last_seen)
    presence = _came_and_went(roled, repeats)
    return replace(presence, last_seen=last_seen, is_directed=is_directed)


def closed_by_rule(
    presence: Presence, occurrence: ShiftOccurrence, *, expected_end: datetime
) -> Presence:
    """Return the presence with the check-out that the shift's rule supplies where it is missing.

    ``expected_end`` is the shift's end, or its middle where the second half is leave.
    """
    if presence.first_in is None or presence.last_out is not None:
        return presence
    closed_by = occurrence.rule.missed_out_closes_at
    at = presence.last_seen if closed_by is ClosedBy.LAST_SIGHTING else expected_end
    last_out = max(at or presence.first_in, presence.first_in)
    return replace(presence, last_out=last_out, closed_by=closed_by)


def _is_only_a_departure(occurrence: ShiftOccurrence, roled: Sequence[RoledPunch]) -> bool:
    first, last = roled[0].punch, roled[-1].punch
    last_quarter = occurrence.end - (occurrence.end - occurrence.start) / 4
    return first.at >= last_quarter and last.at - first.at <= ONE_LEAVING


def _came_and_went(roled: Sequence[RoledPunch], repeats: RepeatRule) -> Presence:
    first_in = next((one.punch for one in roled if one.role is PunchRole.CHECK_IN), None)
    last_out = _last_out(roled, first_in, repeats)
    said = [one.punch for one in roled if one.punch.direction is not Direction.UNKNOWN]
    has_gone = bool(said) and said[-1].direction is Direction.OUT
    return Presence(
        first_in=first_in.at if first_in else None,
        last_out=last_out.at if last_out else None,
        is_out_said=last_out is not None and last_out.direction is Direction.OUT,
        said_out=said[-1].at if has_gone else None,
    )


def _last_out(
    roled: Sequence[RoledPunch], first_in: PunchFact | None, repeats: RepeatRule
) -> PunchFact | None:
    """Return the last way out, unless somebody came back in after it."""
    for punch in (one.punch for one in reversed(roled)):
        if punch.direction is Direction.IN:
            return None
        if punch.direction is Direction.OUT or first_in is None:
            return punch
        if punch.at - first_in.at > repeats.debounce:
            return punch
    return None
