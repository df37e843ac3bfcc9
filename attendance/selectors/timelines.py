"""All that the days of some employees are derived from, read in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from attendance.day_facts import DayFacts
from attendance.duplicates import RepeatRule, read_roles
from attendance.matching import Match, match_punches
from attendance.models import Punch
from attendance.occurrences import ShiftOccurrence
from attendance.overrides import GivenPunch, occurrences_of
from attendance.punches import PunchFact
from attendance.rosters import days_between
from attendance.selectors.rosters import rosters_of
from attendance.site_settings import DEBOUNCE_MINUTES, REPEAT_HOURS
from attendance.timelines import Timeline, derive_timeline
from attendance.vocabulary import Direction, PunchRole
from factory.sites.models import Site
from identity.models import Employee

CONTEXT = timedelta(days=2)
"""How far beside the wanted days shifts and punches are read: a night shift and its neighbour."""


@dataclass(frozen=True, slots=True)
class Material:
    """One employee's shifts and punches around the wanted days."""

    employee_id: int
    facts: tuple[DayFacts, ...]
    punches: tuple[PunchFact, ...]
    repeats: RepeatRule

    def timeline(self, now: datetime) -> Timeline:
        """Return the days that these facts make, as seen at ``now``."""
        return derive_timeline(self.facts, self.punches, now=now, repeats=self.repeats)

    def occurrence_of(self, key: str) -> ShiftOccurrence | None:
        """Return the shift that a punch belongs to; None outside all, or where it does not count."""
        found = (match.occurrence for match in self._matches() if match.punch.key == key)
        return next(found, None)

    def role_of(self, key: str) -> PunchRole | None:
        """Return what a punch is among the others of its shift; None where it belongs to none."""
        place = self.occurrence_of(key)
        if place is None:
            return None
        own = [match.punch for match in self._matches() if match.occurrence == place]
        roles = read_roles(own, self.repeats)
        return next(one.role for one in roles if one.punch.key == key)

    def _matches(self) -> tuple[Match, ...]:
        return match_punches(self.punches, [one.occurrence for one in self.facts])


def material_of(
    site: Site, employees: Collection[Employee], first: date, last: date
) -> list[Material]:
    """Return the material for the days from first to last: nine queries for any number of people."""
    since, until = first - CONTEXT, last + CONTEXT
    rosters = rosters_of(site, employees, since, until)
    punches = _punches(site, [employee.pk for employee in employees], since, until)
    repeats = repeat_rule(site.pk)
    days = days_between(since, until)
    found = []
    for pk, roster in rosters.items():
        own = punches.get(pk, [])
        occurrences = occurrences_of(roster, list(roster.occurrences(days)), own)
        facts = tuple(roster.facts_of(one) for one in occurrences)
        found.append(Material(pk, facts, tuple(one.fact for one in own), repeats))
    return found


def repeat_rule(site_id: int) -> RepeatRule:
    """Return how long a repetition is one at this site: two queries."""
    return RepeatRule(
        window=timedelta(hours=REPEAT_HOURS.of(site_id)),
        debounce=timedelta(minutes=DEBOUNCE_MINUTES.of(site_id)),
    )


def _punches(
    site: Site, pks: Collection[int], first: date, last: date
) -> dict[int, list[GivenPunch]]:
    since = datetime.combine(first, time.min, tzinfo=site.zone)
    until = datetime.combine(last + timedelta(days=1), time.min, tzinfo=site.zone)
    rows = Punch.objects.counting().filter(employee_id__in=pks).within(since, until)
    found: dict[int, list[GivenPunch]] = defaultdict(list)
    for row in rows.order_by("at", "pk").values_list(
        "employee_id", "pk", "at", "direction", "shift_data"
    ):
        fact = PunchFact(str(row[1]), row[2], Direction(row[3]))
        found[row[0]].append(GivenPunch(fact, row[4]))
    return found
