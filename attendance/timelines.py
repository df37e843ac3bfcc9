"""All days of one employee out of their punches, so that each punch counts once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from attendance.day_facts import DayFacts, DerivedDay
from attendance.days import Neighbours, derive_day
from attendance.duplicates import RoledPunch, read_roles
from attendance.handovers import Spell, goes_on_in
from attendance.matching import Match, follows_directly, match_punches
from attendance.occurrences import ShiftOccurrence
from attendance.presence import read_presence
from attendance.punches import PunchFact
from attendance.vocabulary import PunchRole

Place = tuple[datetime, datetime, str]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Each occurrence's day, by start (None: not employed), and the punches outside all shifts.

    ``roles`` are those of the other punches, each with the day of its occurrence.
    """

    days: tuple[tuple[DayFacts, DerivedDay | None], ...]
    off_shift: tuple[PunchFact, ...]
    roles: tuple[tuple[date, RoledPunch], ...]


def derive_timeline(
    facts: Iterable[DayFacts],
    punches: Iterable[PunchFact],
    *,
    now: datetime,
    first: date = date.min,
    last: date = date.max,
) -> Timeline:
    """Return the days from first to last of one employee.

    Give the occurrences before and after the wanted ones too, with their punches (``reach``): they
    decide to which day a punch belongs, and who worked on from one day into the next.
    """
    sorted_out = _sorted_out(facts, punches)
    strays = tuple(one.punch for one in sorted_out.matches if one.occurrence is None)
    neighbours = _neighbours(sorted_out.facts, sorted_out.by_place, strays)
    days = tuple(
        (one, derive_day(one, own, now=now, neighbours=beside))
        for one, beside in zip(sorted_out.facts, neighbours, strict=True)
        if first <= one.occurrence.day <= last
        for own in (sorted_out.of(one.occurrence),)
    )
    roles = tuple(
        (one.occurrence.day, roled)
        for one in sorted_out.facts
        if first <= one.occurrence.day <= last
        for roled in read_roles(sorted_out.of(one.occurrence), one.repeats)
    )
    return Timeline(days, strays, roles)


@dataclass(frozen=True, slots=True)
class Placed:
    """What one punch is among the others: its shift, its role there, and the day that it makes.

    All None where it lies outside all shifts, or does not count.
    """

    occurrence: ShiftOccurrence | None = None
    role: PunchRole | None = None
    day: DerivedDay | None = None


def derive_placed(
    facts: Iterable[DayFacts],
    punches: Iterable[PunchFact],
    key: str,
    *,
    now: datetime,
) -> Placed:
    """Return what the punch of that key is, as ``derive_timeline`` would, deriving its day alone."""
    sorted_out = _sorted_out(facts, punches)
    found = (one.occurrence for one in sorted_out.matches if one.punch.key == key)
    occurrence = next(found, None)
    if occurrence is None:
        return Placed()
    own = sorted_out.of(occurrence)
    place = next(n for n, one in enumerate(sorted_out.facts) if one.occurrence == occurrence)
    first = max(0, place - 1)
    near = sorted_out.facts[first : place + 2]
    beside = _neighbours(near, sorted_out.by_place)[place - first]
    day = derive_day(sorted_out.facts[place], own, now=now, neighbours=beside)
    roles = read_roles(own, sorted_out.facts[place].repeats)
    role = next(one.role for one in roles if one.punch.key == key)
    return Placed(occurrence, role, day)


@dataclass(frozen=True, slots=True)
class _SortedOut:
    """Facts in the order of their shifts, and each punch with its shift."""

    facts: Sequence[DayFacts]
    matches: Sequence[Match]
    by_place: Mapping[Place, Sequence[PunchFact]]

    def of(self, occurrence: ShiftOccurrence) -> Sequence[PunchFact]:
        return self.by_place.get(place_of(occurrence), ())


def _sorted_out(facts: Iterable[DayFacts], punches: Iterable[PunchFact]) -> _SortedOut:
    ordered = sorted(facts, key=lambda one: place_of(one.occurrence))
    matches = match_punches(punches, [one.occurrence for one in ordered])
    by_place: defaultdict[Place, list[PunchFact]] = defaultdict(list)
    for match in matches:
        if match.occurrence is not None:
            by_place[place_of(match.occurrence)].append(match.punch)
    return _SortedOut(ordered, matches, by_place)


def place_of(occurrence: ShiftOccurrence) -> Place:
    """Return what tells an employee's occurrences apart, in the order of their start."""
    return occurrence.start, occurrence.end, occurrence.key


def _neighbours(
    ordered: Sequence[DayFacts],
    by_place: Mapping[Place, Sequence[PunchFact]],
    strays: Iterable[PunchFact] = (),
) -> list[Neighbours]:
    def spell(one: DayFacts) -> Spell:
        own = by_place.get(place_of(one.occurrence), ())
        return Spell(one.occurrence, read_presence(one.occurrence, own, one.repeats))

    goes_on = [
        follows_directly(earlier.occurrence, later.occurrence)
        and goes_on_in(spell(earlier), spell(later))
        for earlier, later in pairwise(ordered)
    ]
    befores, afters = [False, *goes_on], [*goes_on, False]
    strayed = _days_of(strays, ordered)
    return [
        Neighbours(before, after, has_strays=one.occurrence.day in strayed)
        for one, before, after in zip(ordered, befores, afters, strict=False)
    ]


def _days_of(punches: Iterable[PunchFact], facts: Sequence[DayFacts]) -> set[date]:
    """Return the punches' days by the clock of the shifts."""
    zone = ZoneInfo(facts[0].occurrence.zone) if facts else UTC
    return {one.at.astimezone(zone).date() for one in punches}
