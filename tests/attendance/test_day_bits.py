"""Sums that tell whether somebody has two shifts on one day, over any number of days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from attendance.models import AttendanceDay
from attendance.selectors.day_bits import are_different, day_bits
from factory.sites.models import Site
from identity.models import Employee
from tests.attendance.builders import make_employee, utc
from tests.builders import default_site

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 1)


def worked(site: Site, days: list[int]) -> Employee:
    """Return somebody with a row on each of these days after the first, in that order."""
    worker = make_employee(site)
    for number, day in enumerate(days):
        start = utc("2026-01-01 00:00") + timedelta(days=day, minutes=number)
        AttendanceDay.objects.create(
            site=site,
            employee=worker,
            day=FIRST + timedelta(days=day),
            zone="UTC",
            start=start,
            end=start,
            closes=start,
            status="PRESENT",
        )
    return worker


@pytest.mark.parametrize(
    ("length", "days", "different"),
    [
        pytest.param(31, [], True, id="no days"),
        pytest.param(31, list(range(31)), True, id="a month"),
        pytest.param(31, [*range(31), 30], False, id="the last day twice"),
        pytest.param(31, [0, 0], False, id="the first day twice, which is the second day once"),
        pytest.param(31, [0, 0, 1], False, id="twice, and the day that the sum looks like"),
        pytest.param(366, list(range(366)), True, id="a leap year"),
        pytest.param(366, [*range(366), 200], False, id="a leap year with a double shift"),
        pytest.param(366, [47, 48, 95, 96], True, id="about the ends of sums"),
        pytest.param(366, [48, 48], False, id="the first day of a sum twice"),
    ],
)
def test_days_are_different(length: int, days: list[int], *, different: bool) -> None:
    site = default_site()
    worked(site, [0, 5, 5])
    worker = worked(site, days)
    sums = day_bits(FIRST, FIRST + timedelta(days=length - 1))
    found = AttendanceDay.objects.filter(employee=worker).aggregate(**sums)
    assert are_different(found.values(), len(days)) is different
