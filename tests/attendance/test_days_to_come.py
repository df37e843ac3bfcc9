"""total_days are the scheduled days of the whole span; the percentage is of those that are decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attendance import services
from attendance.models import (
    EmployeeDepartment,
    Holiday,
    Leave,
    ShiftAssignment,
    ShiftPattern,
    WeeklyOff,
)
from attendance.rosters import Roster, days_between
from attendance.selectors.days_to_come import days_to_come
from attendance.selectors.rosters import rosters_of
from attendance.selectors.site_books import SiteBook, site_book
from attendance.selectors.summaries import figures_of, people_with_days, site_summary
from factory.sites.models import Site
from identity.models import Employee
from tests.attendance.builders import assign, check_in, check_out, make_employee, make_shift, utc
from tests.builders import default_site

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
MONDAY, FIRST, LAST = date(2026, 3, 2), date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture(autouse=True)
def _on_wednesday_noon() -> Iterator[None]:
    with time_machine.travel(utc("2026-03-04 12:00"), tick=False):
        yield


def rostered(site: Site, **fields: Any) -> Employee:
    worker = make_employee(site, **fields)
    assign(worker, make_shift(site), MONDAY)
    services.derive_dirty_days()
    return worker


def to_come(site: Site, **narrowed: Any) -> dict[int, int]:
    return dict(days_to_come(site, FIRST, LAST, **narrowed))


def test_in_mid_month_all_scheduled_days_and_the_share_of_those_that_are_over() -> None:
    site = default_site()
    services.save_weekly_off(
        weekly_off=WeeklyOff(site=site, from_date=FIRST, weeks=[[6]]), caller=None
    )
    worker = rostered(site)
    for day in (2, 3):
        check_in(worker, at=utc(f"2026-03-0{day} 08:00"))
        check_out(worker, at=utc(f"2026-03-0{day} 17:00"))
    check_in(worker, at=utc("2026-03-04 08:00"))
    found = figures_of(worker, FIRST, LAST)
    # Thirty days from the 2nd on, four Sundays among them; today is not over.
    assert (found.total_days, found.decided_days, found.on_time) == (26, 2, 2)
    assert found.on_time_percentage == 100.0
    assert list(site_summary(site, FIRST, LAST)) == [found]
    answer = services.employee_summary(employee=worker, first=FIRST, last=LAST)
    assert (answer["total_days"], answer["decided_days"]) == (26, 2)
    over = figures_of(worker, FIRST, date(2026, 3, 3))
    assert over.total_days == over.decided_days == 2


def test_who_has_only_days_to_come_is_in_the_sites_figures_too() -> None:
    site = default_site()
    here, new = rostered(site), make_employee(site)
    assign(new, make_shift(site), date(2026, 3, 30))
    make_employee(site)
    services.derive_dirty_days()
    found = {one.employee_id: one for one in site_summary(site, FIRST, LAST)}
    assert list(found) == people_with_days(site, FIRST, LAST) == [here.pk, new.pk]
    assert found[new.pk] == figures_of(new, FIRST, LAST)
    assert (found[new.pk].total_days, found[new.pk].decided_days) == (2, 0)
    assert people_with_days(site, FIRST, date(2026, 3, 29)) == [here.pk]
    april = date(2026, 4, 1), date(2026, 4, 30)
    assert [one.total_days for one in site_summary(site, *april)] == [30, 30]
    assert list(site_summary(site, *april, department="Press")) == []


def test_what_holds_days_to_come() -> None:
    site = default_site()
    services.save_holiday(
        holiday=Holiday(site=site, day=date(2026, 3, 10), name="Holi"), caller=None
    )
    plain = rostered(site)
    leaves, away = rostered(site, left_on=date(2026, 3, 5)), rostered(site)
    for first, last, part in (("11", "12", "FULL"), ("13", "13", "FIRST_HALF")):
        days = {"from_date": date(2026, 3, int(first)), "to_date": date(2026, 3, int(last))}
        services.save_leave(leave=Leave(employee=away, part=part, **days), caller=None)
    # The 5th to the 31st, but for the holiday.
    assert to_come(site) == {plain.pk: 26, leaves.pk: 1, away.pk: 24}
    assert to_come(site, among=[away.pk]) == {away.pk: 24}


def test_a_pattern_and_whom_it_is_asked_of() -> None:
    site = default_site()
    worker = make_employee(site, department="Paint")
    early, late = make_shift(site, "06:00-14:00"), make_shift(site, "14:00-22:00")
    pattern = services.save_pattern(
        pattern=ShiftPattern(site=site, name="Crew", weeks=2),
        shifts={(0, 0): early, (0, 1): early, (1, 0): late},
        caller=None,
    )
    row = ShiftAssignment(employee=worker, pattern=pattern, from_date=MONDAY)
    services.save_assignment(assignment=row, caller=None)
    # Mondays 9 (late), 16 (early), 23 (late), 30 (early); Tuesdays 17 and 31 (early).
    assert to_come(site) == {worker.pk: 6}
    assert to_come(site, shift_id=late.pk) == {worker.pk: 2}
    assert to_come(site, department="Paint") == {worker.pk: 6}
    assert to_come(site, department="Stores") == {worker.pk: 0}


def test_two_shifts_of_a_day_are_one_day_and_rows_are_not_counted_twice() -> None:
    site = default_site()
    worker = make_employee(site)
    for hours in ("06:00-14:00", "14:00-22:00"):
        assign(worker, make_shift(site, hours), MONDAY, date(2026, 3, 6))
    night = make_employee(site)
    assign(night, make_shift(site, "00:00-08:00"), MONDAY, date(2026, 3, 6))
    services.derive_dirty_days()
    with time_machine.travel(utc("2026-03-04 23:55"), tick=False):
        # For the shift that begins at midnight, whose day is tomorrow.
        check_in(night, at=utc("2026-03-04 23:50"))
        assert to_come(site) == {worker.pk: 2, night.pk: 1}
        assert figures_of(night, FIRST, LAST).total_days == 5
    assert figures_of(worker, FIRST, LAST).total_days == 5


def test_a_fixed_number_of_queries_and_none_for_a_span_that_is_over() -> None:
    site, counts = default_site(), []
    for _ in range(2):
        rostered(site)
        with CaptureQueriesContext(connection) as queries:
            to_come(site)
        counts.append(len(queries))
    assert counts == [10, 10]
    with CaptureQueriesContext(connection) as queries:
        assert days_to_come(site, FIRST, date(2026, 3, 4)) == {}
    assert not len(queries)


def long_served(site: Site) -> list[Employee]:
    """Return people who joined, moved and began a pattern on other days, all long ago."""
    pattern = services.save_pattern(
        pattern=ShiftPattern(site=site, name="Crew", weeks=2),
        shifts={(0, 0): make_shift(site, "06:00-14:00"), (1, 2): make_shift(site, "14:00-22:00")},
        caller=None,
    )
    people = []
    for years, weeks in ((1, 2), (2, 4)):
        joined = MONDAY.replace(year=2026 - years)
        worker = make_employee(site, department="Paint", joined_on=joined)
        for since, name in ((joined, "Stores"), (joined.replace(month=9), "Paint")):
            EmployeeDepartment.objects.create(
                site=site, employee=worker, since=since, department=name
            )
        began = MONDAY - timedelta(weeks=weeks)
        row = ShiftAssignment(employee=worker, pattern=pattern, from_date=began)
        services.save_assignment(assignment=row, caller=None)
        people.append(worker)
    return people


def test_who_is_alike_within_the_days_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    site, built = default_site(), []
    people = long_served(site)
    roster = SiteBook.roster

    def counted(book: SiteBook, person: Any, **told: Any) -> Roster:
        built.append(person)
        return roster(book, person, **told)

    monkeypatch.setattr(SiteBook, "roster", counted)
    # Wednesdays 11 and 25, Mondays 16 and 30.
    assert to_come(site) == {one.pk: 4 for one in people}
    assert len(built) == 1


@pytest.mark.parametrize("department", ["", "Paint", "Stores"])
def test_they_are_the_days_of_the_whole_roster(department: str) -> None:
    site = default_site()
    for group, weekday in (("Paint", 0), ("Stores", 2)):
        offs = WeeklyOff(site=site, department=group, from_date=FIRST, weeks=[[weekday]])
        services.save_weekly_off(weekly_off=offs, caller=None)
    new, gone, moving = rostered(site), rostered(site), rostered(site, department="Stores")
    Employee.objects.filter(pk=new.pk).update(joined_on=date(2026, 3, 20), department="Paint")
    Employee.objects.filter(pk=gone.pk).update(left_on=date(2026, 3, 12))
    for since, name in (FIRST, "Paint"), (date(2026, 3, 16), "Stores"), (date(2026, 4, 2), "Paint"):
        EmployeeDepartment.objects.create(site=site, employee=moving, since=since, department=name)
    left = rostered(site)
    Employee.objects.filter(pk=left.pk).update(left_on=MONDAY)
    people = [new, gone, moving, *long_served(site)]
    days = days_between(date(2026, 3, 5), LAST)
    book = site_book(site.pk, site.time_zone)
    rosters = rosters_of(site, book, list(Employee.objects.all()), days[0], days[-1])
    expected = {
        one.pk: len(
            {
                facts.occurrence.day
                for facts in map(rosters[one.pk].facts_of, rosters[one.pk].occurrences(days))
                if facts.is_due and department in ("", facts.department)
            }
        )
        for one in people
    }
    assert to_come(site, department=department) == expected
