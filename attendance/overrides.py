"""Shifts that came with a punch (the guide's ``shift_data``) beside those of the roster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from attendance.matching import occurrence_of_rule
from attendance.occurrences import ShiftOccurrence, occurrence_on
from attendance.punches import PunchFact
from attendance.rosters import Roster
from attendance.shift_data import shift_from_data
from attendance.shifts import ShiftRule

ShiftData = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class GivenPunch:
    """A punch, the shift that came with it, if one did, and whether it was a repetition so far."""

    fact: PunchFact
    shift_data: ShiftData | None = None
    is_repeated: bool = False


def occurrences_of(
    roster: Roster, rostered: Sequence[ShiftOccurrence], punches: Iterable[GivenPunch]
) -> list[ShiftOccurrence]:
    """Return the shifts that count: those given with punches, and what is left of the roster.

    A given shift takes the place of the rostered ones of its day, save those that it does not
    overlap and that somebody punched in. Of given shifts that overlap the earliest punch's counts,
    and of two at one instant the one whose data come first as text, so that the order of arrival
    makes no difference.
    """
    ordered = sorted(punches, key=_place)
    given = _given_shifts(roster, ordered)
    kept = [one for one in rostered if _is_kept(one, given, ordered)]
    return [*kept, *given]


def _place(one: GivenPunch) -> tuple[datetime, str, str, str]:
    data = one.shift_data
    text = "" if data is None else repr(sorted(data.items()))
    return one.fact.at, one.fact.direction, text, one.fact.key


def _given_shifts(roster: Roster, punches: Sequence[GivenPunch]) -> list[ShiftOccurrence]:
    found: list[ShiftOccurrence] = []
    for punch in punches:
        if punch.shift_data is None:
            continue
        occurrence = given_occurrence(roster, punch.fact, punch.shift_data)
        if not any(_overlaps(occurrence, other) for other in found):
            found.append(occurrence)
    return found


def given_occurrence(roster: Roster, punch: PunchFact, data: ShiftData) -> ShiftOccurrence:
    """Return the occurrence of a given shift that a punch belongs to.

    What ``shift_data`` cannot say (breaks, overtime, thresholds) is as on the roster of that day.
    """
    rough = occurrence_of_rule(shift_from_data(data), roster.zone, punch.at, punch.direction)
    base = next((one.rule for one in roster.occurrences([rough.day])), None)
    if base is None:
        return rough
    rule: ShiftRule = shift_from_data(data, base=base)
    return occurrence_on(rule, rough.day, roster.zone)


def _is_kept(
    rostered: ShiftOccurrence, given: Sequence[ShiftOccurrence], punches: Sequence[GivenPunch]
) -> bool:
    rivals = [one for one in given if one.day == rostered.day or _overlaps(one, rostered)]
    if not rivals:
        return True
    if any(_overlaps(one, rostered) for one in rivals):
        return False
    return any(_is_own(punch.fact, rostered, rivals) for punch in punches)


def _is_own(punch: PunchFact, rostered: ShiftOccurrence, rivals: Sequence[ShiftOccurrence]) -> bool:
    near = timedelta(minutes=rostered.rule.grace_out_minutes)
    is_inside = rostered.start - near <= punch.at <= rostered.end + near
    return is_inside and not any(one.start <= punch.at <= one.end for one in rivals)


def _overlaps(one: ShiftOccurrence, other: ShiftOccurrence) -> bool:
    return one.start < other.end and other.start < one.end
