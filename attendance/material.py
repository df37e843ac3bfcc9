"""One employee's shifts and punches around some days, ready to be derived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from attendance.day_facts import DayFacts
from attendance.overrides import GivenPunch, occurrences_of
from attendance.punches import PunchFact
from attendance.rosters import Roster
from attendance.timelines import Placed, Timeline, derive_placed, derive_timeline

CONTEXT = timedelta(days=2)
"""How far beside a punch at the door shifts are read, whose answer cannot wait: a night shift and its
neighbour. The days themselves are derived from all that they hang on (``reach``)."""


@dataclass(frozen=True, slots=True)
class Material:
    """One employee's shifts and punches around the wanted days.

    ``answered_duplicate`` are the keys of those punches that count as repetitions so far.
    """

    employee_id: int
    facts: tuple[DayFacts, ...]
    punches: tuple[PunchFact, ...]
    answered_duplicate: frozenset[str] = frozenset()

    def timeline(self, now: datetime, *, first: date = date.min, last: date = date.max) -> Timeline:
        """Return the days from first to last that these facts make, as seen at ``now``."""
        return derive_timeline(self.facts, self.punches, now=now, first=first, last=last)

    def placed(self, key: str, now: datetime) -> Placed:
        """Return what one punch is, as seen at ``now``."""
        return derive_placed(self.facts, self.punches, key, now=now)


def material_from(
    employee_id: int,
    roster: Roster,
    punches: Sequence[GivenPunch],
    days: Sequence[date],
) -> Material:
    """Return the material that a roster and one's punches make for some days."""
    occurrences = occurrences_of(roster, list(roster.occurrences(days)), punches)
    facts = tuple(roster.facts_of(one) for one in occurrences)
    repeated = frozenset(one.fact.key for one in punches if one.is_repeated)
    return Material(employee_id, facts, tuple(one.fact for one in punches), repeated)
