"""All that the days of some employees are derived from, read in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from attendance.material import Material, material_from
from attendance.models import AttendanceDay, Punch
from attendance.occurrences import ShiftOccurrence
from attendance.overrides import GivenPunch
from attendance.punch_keys import order_key
from attendance.punches import PunchFact
from attendance.rosters import days_between
from attendance.selectors.book_rows import SENSELESS
from attendance.selectors.chains import Around, days_around
from attendance.selectors.rosters import moments_of, rosters_of
from attendance.selectors.site_books import SiteBook, site_book
from attendance.timelines import Placed
from attendance.vocabulary import Direction
from factory.sites.models import Site
from identity.models import Employee


def material_of(
    site: Site, book: SiteBook, employees: Collection[Employee], days: Around
) -> list[Material]:
    """Return the material for some days: ten queries for any number of people."""
    rosters = rosters_of(site, book, employees, days.since, days.until)
    punches = _punches(site, [employee.pk for employee in employees], days.since, days.until)
    dates = days_between(days.since, days.until)
    return [material_from(pk, roster, punches.get(pk, []), dates) for pk, roster in rosters.items()]


def material_of_days(
    site: Site, employees: Collection[Employee], first: date, last: date
) -> list[Material]:
    """Return the material for the days from first to last."""
    book = site_book(site.pk, site.time_zone)
    days = days_around(site, book, [one.pk for one in employees], first, last)
    return material_of(site, book, employees, days)


def placed_in_chain(employee_id: int, day: date, punch_id: int, now: datetime) -> Placed | None:
    """Return what a stored punch of a day is, as seen at ``now``, from all that the day hangs on.

    None where something about the day makes no sense, of which its derivation tells.
    """
    employee = Employee.objects.select_related("site").get(pk=employee_id)
    try:
        (material,) = material_of_days(employee.site, [employee], day, day)
    except SENSELESS:
        return None
    return material.placed(order_key(punch_id), now)


def day_asked_about(employee: Employee, day: date) -> tuple[list[ShiftOccurrence], datetime | None]:
    """Return the shifts that begin on a day, and when somebody is known to have come to them.

    No shifts where what a punch brought makes no sense, and the day waits to be mended.
    """
    rows = AttendanceDay.objects.filter(employee=employee, day=day)
    known = rows.filter(first_in__isnull=False).order_by("first_in")
    known_in = known.values_list("first_in", flat=True).first()
    try:
        (material,) = material_of_days(employee.site, [employee], day, day)
    except SENSELESS:
        return [], known_in
    found = (one.occurrence for one in material.facts)
    return [one for one in found if one.day == day], known_in


def _punches(
    site: Site, pks: Collection[int], first: date, last: date
) -> dict[int, list[GivenPunch]]:
    rows = Punch.objects.counting().filter(employee_id__in=pks)
    rows = rows.within(*moments_of(site, first, last))
    found: dict[int, list[GivenPunch]] = defaultdict(list)
    columns = ("employee_id", "pk", "at", "direction", "shift_data", "outcome")
    for who, pk, at, direction, shift_data, outcome in rows.order_by("at", "pk").values_list(
        *columns
    ):
        fact = PunchFact(order_key(pk), at, Direction(direction))
        given = GivenPunch(fact, shift_data, outcome == Punch.Outcome.DUPLICATE)
        found[who].append(given)
    return found
