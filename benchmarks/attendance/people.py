"""Ten thousand employees of one site, on three shifts, for attendance's figures."""

from __future__ import annotations

from datetime import date, time

from attendance import services
from attendance.models import Shift, ShiftAssignment
from factory.core.models import User
from factory.sites.models import Membership, Role, Site
from factory.sites.selectors import default_site
from factory.sites.tokens import make_token
from identity.models import Employee

PEOPLE = 10_000
SHIFTS = ((6, 14), (14, 22), (22, 6))
DEPARTMENTS = ("Assembly", "Paint", "Stores", "Dispatch")
FIRST, LAST = date(2026, 1, 1), date(2026, 1, 31)


def seeded(people: int = PEOPLE) -> tuple[Site, list[int]]:
    """Make the people with their shifts; return the site and their keys."""
    site = default_site()
    shifts = [_shift(site, *hours) for hours in SHIFTS]
    made = Employee.objects.bulk_create(
        [
            Employee(
                site=site,
                employee_code=f"B{number:05}",
                name=f"Worker {number}",
                department=DEPARTMENTS[number % len(DEPARTMENTS)],
            )
            for number in range(people)
        ],
        batch_size=2000,
    )
    ShiftAssignment.objects.bulk_create(
        [
            ShiftAssignment(
                site=site, employee=one, shift=shifts[number % len(shifts)], from_date=FIRST
            )
            for number, one in enumerate(made)
        ],
        batch_size=2000,
    )
    return site, [one.pk for one in made]


def _shift(site: Site, start: int, end: int) -> Shift:
    return services.define_shift(
        site=site, name=f"{start}-{end}", caller=None, start=time(start), end=time(end)
    )


def token_of_a_guard(site: Site) -> str:
    """Return a token of somebody who may record punches."""
    user = User.objects.create_user("guard", password=None)
    Membership.objects.create(user=user, site=site, role=Role.SECURITY)
    return make_token(user)[0]
