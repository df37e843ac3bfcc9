"""Joining, leaving and moving: the right days are marked, and a past day keeps its department."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attendance import services
from attendance.date_spans import DateSpan
from attendance.departments import Departments
from attendance.employment import Employment, days_touched
from attendance.models import AttendanceDay, DirtyDay, EmployeeDepartment, LatePolicy, WeeklyOff
from attendance.selectors.boards import board_of
from attendance.selectors.muster import muster_roll, people_on_roll
from attendance.selectors.summaries import figures_of, site_summary
from factory.core.errors import Invalid
from factory.exchange.importers import Batch
from factory.exchange.rows import Row
from factory.sites.models import Role, Site
from identity.importing import EMPLOYEES
from identity.models import Employee
from tests.attendance.builders import assign, check_in, check_out, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_user

FIRST, LAST, TODAY = date(2026, 3, 1), date(2026, 3, 31), date(2026, 3, 20)
A, B = date(2026, 3, 5), date(2026, 3, 10)


def _employed(joined: date | None = None, left: date | None = None, group: str = "") -> Employment:
    return Employment(group, joined, left)


@pytest.mark.parametrize(
    ("before", "after", "touched"),
    [
        pytest.param(_employed(A), _employed(A), [], id="nothing"),
        pytest.param(_employed(A), _employed(B), [DateSpan(A, B)], id="joined later"),
        pytest.param(_employed(B), _employed(A), [DateSpan(A, B)], id="joined earlier"),
        pytest.param(_employed(), _employed(A), [DateSpan(date.min, A)], id="a first day now"),
        pytest.param(_employed(A), _employed(), [DateSpan(date.min, A)], id="no first day more"),
        pytest.param(_employed(left=B), _employed(left=A), [DateSpan(A, B)], id="left earlier"),
        pytest.param(_employed(), _employed(left=A), [DateSpan(A)], id="leaves"),
        pytest.param(_employed(left=A), _employed(), [DateSpan(A)], id="comes back"),
        pytest.param(_employed(), _employed(group="Paint"), [DateSpan(TODAY)], id="moves"),
        pytest.param(
            _employed(A),
            _employed(B, TODAY, "Paint"),
            [DateSpan(A, B), DateSpan(TODAY), DateSpan(TODAY)],
            id="all at once",
        ),
    ],
)
def test_days_touched(before: Employment, after: Employment, touched: list[DateSpan]) -> None:
    assert list(days_touched(before, after, TODAY)) == touched


@pytest.mark.parametrize(
    ("moves", "names"),
    [
        pytest.param((), ["Now", "Now", "Now"], id="never moved"),
        pytest.param(((A, "Old"), (B, "New")), ["Old", "Old", "New"], id="the oldest from ever"),
        pytest.param(((A, "Old"), (B, "")), ["Old", "Old", ""], id="out of all"),
    ],
)
def test_departments(moves: Any, names: list[str]) -> None:
    found = Departments(moves, "Now")
    days = [date(2020, 1, 1), B - timedelta(days=1), date(2030, 1, 1)]
    assert [found.on(day) for day in days] == names
    assert [name for day in days for span, name in found.spans() if span.has(day)] == names


def by_form(worker: Employee, **values: Any) -> None:
    """Change as the admin does: the row is saved as it stands."""
    for name, value in values.items():
        setattr(worker, name, value)
    worker.save()


def by_api(worker: Employee, **values: Any) -> None:
    client = client_of(make_user((worker.site, Role.HR)))
    answer = client.patch(f"/api/v1/employees/{worker.pk}", values)
    assert answer.status_code == 200, answer.content


def by_import(worker: Employee, **values: Any) -> None:
    cells = {"employee_code": worker.employee_code, **values}
    row = Row(1, {name: "" if value is None else str(value) for name, value in cells.items()})
    batch = Batch(site=worker.site, caller=None, rows=[row])
    assert [str(one.outcome) for one in EMPLOYEES.take(batch)] == ["changed"]


DOORS: list[Callable[..., None]] = [by_form, by_api, by_import]


@pytest.fixture
def _on_the_20th() -> Iterator[None]:
    with time_machine.travel(utc("2026-03-20 12:00"), tick=False):
        yield


def absent_since_the_first(site: Site, **values: Any) -> Employee:
    worker = make_employee(site, **values)
    assign(worker, make_shift(site), FIRST, LAST)
    services.derive_dirty_days()
    return worker


def days(worker: Employee) -> list[int]:
    services.derive_dirty_days()
    rows = AttendanceDay.objects.filter(employee=worker).order_by("day")
    return [day.day for day in rows.values_list("day", flat=True)]


@pytest.mark.django_db
@pytest.mark.usefixtures("_on_the_20th")
@pytest.mark.parametrize("change", DOORS)
def test_joining_and_leaving_are_seen_at_once_whoever_changes_them(change: Any) -> None:
    worker = absent_since_the_first(default_site())
    assert days(worker) == list(range(1, 21))
    change(worker, joined_on=date(2026, 3, 5))
    assert days(worker) == list(range(5, 21))
    change(worker, left_on=date(2026, 3, 12))
    assert days(worker) == list(range(5, 13))
    change(worker, joined_on=date(2026, 3, 3), left_on=date(2026, 3, 15))
    assert days(worker) == list(range(3, 16))
    change(worker, joined_on=None, left_on=None)
    assert days(worker) == list(range(1, 21))
    for _, changes in services.rebuild(site=worker.site, first=FIRST, last=LAST):
        assert changes.total == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("_on_the_20th")
@pytest.mark.parametrize("change", DOORS)
def test_a_move_holds_from_the_day_on_which_it_is_made(change: Any) -> None:
    site = default_site()
    worker = absent_since_the_first(site, department="Paint")
    off = WeeklyOff(site=site, department="Paint", weeks=[[0]], from_date=FIRST)
    services.save_weekly_off(weekly_off=off, caller=None)
    off = WeeklyOff(site=site, department="Stores", weeks=[[4]], from_date=FIRST)
    services.save_weekly_off(weekly_off=off, caller=None)
    change(worker, department="Stores")
    services.derive_dirty_days()
    for _, changes in services.rebuild(site=site, first=FIRST, last=LAST):
        assert changes.total == 0
    free = AttendanceDay.objects.filter(employee=worker, status="WEEKLY_OFF")
    assert [row.day.day for row in free.order_by("day")] == [2, 9, 16, 20]
    groups = AttendanceDay.objects.filter(employee=worker).order_by("day")
    assert list(groups.values_list("department", flat=True)) == ["Paint"] * 19 + ["Stores"]


@pytest.mark.django_db
@pytest.mark.usefixtures("_on_the_20th")
def test_what_does_not_judge_days_marks_none() -> None:
    worker = absent_since_the_first(default_site())
    by_form(worker, name="Asha", phone="1")
    by_form(worker, joined_on=None)
    assert not DirtyDay.objects.exists()
    assert not EmployeeDepartment.objects.exists()


def late_in_march(site: Site) -> Employee:
    """Return somebody of Paint who is late on the 2nd to the 7th, and moves to Stores on the 5th."""
    worker = make_employee(site, department="Paint")
    assign(worker, make_shift(site), date(2026, 3, 2), date(2026, 3, 7))
    for day in range(2, 8):
        with time_machine.travel(utc(f"2026-03-{day:02} 23:00"), tick=False):
            if day == 5:
                by_form(worker, department="Stores")
            check_in(worker, at=utc(f"2026-03-{day:02} 08:20"))
            check_out(worker, at=utc(f"2026-03-{day:02} 17:00"))
            services.derive_dirty_days()
    return worker


@pytest.mark.django_db
def test_each_day_is_of_its_own_department_in_every_list() -> None:
    site = default_site()
    worker = late_in_march(site)
    with time_machine.travel(utc("2026-03-20 12:00"), tick=False):
        hr = client_of(make_user((site, Role.HR)))
        for name, number in (("Paint", 3), ("Stores", 3)):
            [row] = site_summary(site, FIRST, LAST, department=name)
            assert (row.total_days, row.late, row.department) == (number, number, name)
            [line] = muster_roll(site, FIRST, LAST, department=name)
            assert (line.totals["late"], line.department) == (number, name)
            assert people_on_roll(site, FIRST, LAST, department=name) == 1
            listed = hr.get("/api/v1/attendance-days", {"department": name}).json()["results"]
            assert [row["department"] for row in listed] == [name] * number
        [row] = site_summary(site, FIRST, LAST)
        assert (row.late, row.department) == (6, "Stores")
        [row] = site_summary(site, FIRST, date(2026, 3, 4))
        assert row.department == "Paint"
        assert not board_of(site, department="Stores", day=date(2026, 3, 4)).left
        [gone] = board_of(site, department="Paint", day=date(2026, 3, 4)).left
        assert gone.employee_id == worker.pk


@pytest.mark.django_db
def test_late_policies_are_those_of_the_days_department() -> None:
    site = default_site()
    worker = late_in_march(site)
    for name, every in (("Paint", 1), ("", 3)):
        policy = LatePolicy(site=site, department=name, every=every, from_date=FIRST)
        services.save_late_policy(policy=policy, caller=None)
    # Three of Paint cost half a day each, three of Stores half a day together.
    assert figures_of(worker, FIRST, LAST).late_deduction_days == 2.0


@pytest.mark.django_db
def test_a_lock_shows_what_a_change_of_dates_brings_and_nothing_of_a_move() -> None:
    site = default_site()
    with time_machine.travel(utc("2026-04-02 12:00"), tick=False):
        worker = absent_since_the_first(site, department="Paint")
        lock = services.lock_payroll(site=site, first=FIRST, last=LAST, caller=None)
        by_form(worker, department="Stores")
        services.derive_dirty_days()
        assert services.differences(lock) == []
        by_form(worker, left_on=date(2026, 3, 10))
        services.derive_dirty_days()
        [found] = services.differences(lock)
        assert found.paid is not None
        assert found.present is not None
        assert (found.paid["absent"], found.present["absent"]) == (31, 10)


@pytest.mark.django_db
@pytest.mark.usefixtures("_on_the_20th")
def test_a_move_can_be_corrected_and_taken_back() -> None:
    site = default_site()
    worker = absent_since_the_first(site, department="Paint")
    by_form(worker, department="Stores")
    move = EmployeeDepartment.objects.latest("since")
    move.since = date(2026, 3, 11)
    services.save_move(move=move, caller=None)
    services.derive_dirty_days()
    stores = AttendanceDay.objects.filter(employee=worker, department="Stores")
    assert stores.count() == 10
    services.remove_move(move=move, caller=None)
    services.derive_dirty_days()
    worker.refresh_from_db()
    assert (stores.count(), worker.department) == (0, "Paint")
    to_come = EmployeeDepartment(employee=worker, department="Press", since=date(2026, 3, 21))
    with pytest.raises(Invalid, match="still to come"):
        services.save_move(move=to_come, caller=None)


@pytest.mark.django_db
@pytest.mark.usefixtures("_on_the_20th")
def test_a_mark_for_ever_costs_no_more_than_the_days_there_are() -> None:
    worker = absent_since_the_first(default_site())
    by_form(worker, joined_on=date(2026, 3, 5))
    assert services.derive_dirty_days().deleted == 4
    by_form(worker, joined_on=None)
    assert DirtyDay.objects.get().first == date.min
    with CaptureQueriesContext(connection) as queries:
        assert services.derive_dirty_days().created == 4
    assert len(queries) < 40
