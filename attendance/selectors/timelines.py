"""All that the days of some employees are derived from, read in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from attendance.material import CONTEXT, Material, material_from
from attendance.models import Punch
from attendance.overrides import GivenPunch
from attendance.punch_keys import order_key
from attendance.punches import PunchFact
from attendance.rosters import days_between
from attendance.selectors.rosters import rosters_of
from attendance.vocabulary import Direction
from factory.sites.models import Site
from identity.models import Employee


def material_of(
    site: Site, employees: Collection[Employee], first: date, last: date
) -> list[Material]:
    """Return the material for the days from first to last: eleven queries for any number of people."""
    since, until = first - CONTEXT, last + CONTEXT
    rosters = rosters_of(site, employees, since, until)
    punches = _punches(site, [employee.pk for employee in employees], since, until)
    days = days_between(since, until)
    return [material_from(pk, roster, punches.get(pk, []), days) for pk, roster in rosters.items()]


def _punches(
    site: Site, pks: Collection[int], first: date, last: date
) -> dict[int, list[GivenPunch]]:
    since = datetime.combine(first, time.min, tzinfo=site.zone)
    until = datetime.combine(last + timedelta(days=1), time.min, tzinfo=site.zone)
    rows = Punch.objects.counting().filter(employee_id__in=pks).within(since, until)
    found: dict[int, list[GivenPunch]] = defaultdict(list)
    columns = ("employee_id", "pk", "at", "direction", "shift_data", "outcome")
    for who, pk, at, direction, shift_data, outcome in rows.order_by("at", "pk").values_list(
        *columns
    ):
        fact = PunchFact(order_key(pk), at, Direction(direction))
        given = GivenPunch(fact, shift_data, outcome == Punch.Outcome.DUPLICATE)
        found[who].append(given)
    return found
