"""All days of one employee out of their punches, so that each punch counts once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from attendance.day_facts import DayFacts, DerivedDay
from attendance.days import Neighbours, derive_day
from attendance.duplicates import STANDARD, RepeatRule
from attendance.handovers import Spell, goes_on_in
from attendance.matching import follows_directly, match_punches
from attendance.occurrences import ShiftOccurrence
from attendance.presence import read_presence
from attendance.punches import PunchFact

Place = tuple[datetime, datetime, str]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Each occurrence's day, by start (None: not employed), and the punches outside all shifts."""

    days: tuple[tuple[DayFacts, DerivedDay | None], ...]
    off_shift: tuple[PunchFact, ...]


def derive_timeline(
    facts: Iterable[DayFacts],
    punches: Iterable[PunchFact],
    *,
    now: datetime,
    repeats: RepeatRule = STANDARD,
) -> Timeline:
    """Return the days of one employee.

    Give the occurrences before and after the wanted ones too, with their punches: they decide
    to which day a punch near midnight belongs.
    """
    ordered = sorted(facts, key=lambda one: place_of(one.occurrence))
    matches = match_punches(punches, [one.occurrence for one in ordered])
    by_place: defaultdict[Place, list[PunchFact]] = defaultdict(list)
    for match in matches:
        if match.occurrence is not None:
            by_place[place_of(match.occurrence)].append(match.punch)
    neighbours = _neighbours(ordered, by_place, repeats)
    days = tuple(
        (one, derive_day(one, own, now=now, repeats=repeats, neighbours=beside))
        for one, beside in zip(ordered, neighbours, strict=True)
        for own in (by_place.get(place_of(one.occurrence), ()),)
    )
    return Timeline(days, tuple(one.punch for one in matches if one.occurrence is None))


def place_of(occurrence: ShiftOccurrence) -> Place:
    """Return what tells an employee's occurrences apart, in the order of their start."""
    return occurrence.start, occurrence.end, occurrence.key


def _neighbours(
    ordered: Sequence[DayFacts], by_place: Mapping[Place, Sequence[PunchFact]], repeats: RepeatRule
) -> list[Neighbours]:
    def spell(one: ShiftOccurrence) -> Spell:
        return Spell(one, read_presence(one, by_place.get(place_of(one), ()), repeats))

    occurrences = [one.occurrence for one in ordered]
    goes_on = [
        follows_directly(earlier, later) and goes_on_in(spell(earlier), spell(later))
        for earlier, later in pairwise(occurrences)
    ]
    befores, afters = [False, *goes_on], [*goes_on, False]
    return [
        Neighbours(comes_from_before=before, goes_on_after=after)
        for _, before, after in zip(ordered, befores, afters, strict=False)
    ]
