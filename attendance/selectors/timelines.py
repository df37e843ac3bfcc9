"""All that the days of some employees are derived from, read in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from attendance.duplicates import RepeatRule
from attendance.material import CONTEXT, Material, material_from
from attendance.models import Punch
from attendance.overrides import GivenPunch
from attendance.punches import PunchFact
from attendance.rosters import days_between
from attendance.selectors.rosters import rosters_of
from attendance.site_settings import DEBOUNCE_MINUTES, REPEAT_HOURS
from attendance.vocabulary import Direction
from factory.sites.models import Site
from factory.sites.site_settings import values_in_force
from identity.models import Employee


def material_of(
    site: Site, employees: Collection[Employee], first: date, last: date
) -> list[Material]:
    """Return the material for the days from first to last: ten queries for any number of people."""
    since, until = first - CONTEXT, last + CONTEXT
    rosters = rosters_of(site, employees, since, until)
    punches = _punches(site, [employee.pk for employee in employees], since, until)
    repeats = repeat_rule(site.pk)
    days = days_between(since, until)
    return [
        material_from(pk, roster, punches.get(pk, []), days, repeats)
        for pk, roster in rosters.items()
    ]


def repeat_rule(site_id: int) -> RepeatRule:
    """Return how long a repetition is one at this site: one query."""
    return repeats_from(values_in_force(site_id, (REPEAT_HOURS, DEBOUNCE_MINUTES)))


def repeats_from(values: Mapping[str, Any]) -> RepeatRule:
    """Return the rule that the settings' values make."""
    return RepeatRule(
        window=timedelta(hours=values[REPEAT_HOURS.name]),
        debounce=timedelta(minutes=values[DEBOUNCE_MINUTES.name]),
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
