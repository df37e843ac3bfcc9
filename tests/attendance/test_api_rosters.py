"""Shifts, assignments, weekly offs, holidays and leave through the API, and what they do to days."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from attendance import services
from attendance.models import AttendanceDay, Holiday, Leave, ShiftAssignment, WeeklyOff
from attendance.selectors.summaries import figures_of
from factory.audit.models import Entry
from factory.sites.models import Role, Site
from tests.attendance.builders import assign, check_in, check_out, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_site, make_user

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 8)


@pytest.fixture(autouse=True)
def _later() -> Any:
    with time_machine.travel(utc("2026-03-20 12:00"), tick=False):
        yield


def hr(site: Site) -> APIClient:
    return client_of(make_user((site, Role.HR)))


def statuses() -> list[str]:
    """Return the statuses of all days in order, once what is marked has been derived."""
    services.derive_dirty_days()
    return list(AttendanceDay.objects.order_by("day", "start").values_list("status", flat=True))


def test_a_shift_and_its_change_from_a_date_on() -> None:
    client = hr(default_site())
    body = {"name": "Early", "start": "06:00", "end": "14:00", "grace_in_minutes": 10}
    made = client.post("/api/v1/shifts", body)
    assert made.status_code == 201, made.content
    assert made.json()["versions"][0]["effective_from"] == "2000-01-01"
    url = f"/api/v1/shifts/{made.json()['id']}"
    change = {"grace_in_minutes": 0, "effective_from": "2026-03-15", "colour": "#ff0000"}
    changed = client.patch(url, change).json()
    assert changed["colour"] == "#ff0000"
    found = [(one["effective_from"], one["grace_in_minutes"]) for one in changed["versions"]]
    assert found == [("2026-03-15", 0), ("2000-01-01", 10)]
    assert changed["versions"][0]["start"] == "06:00:00"
    today = client.patch(url, {"break_minutes": 30}).json()["versions"][0]
    assert (today["effective_from"], today["break_minutes"]) == ("2026-03-20", 30)


def test_rules_changed_in_mid_month_leave_the_days_before_as_they_were() -> None:
    site = default_site()
    worker = make_employee(site)
    shift = make_shift(site, grace_in_minutes=10)
    assign(worker, shift, FIRST, LAST)
    for day in (4, 6):
        check_in(worker, at=utc(f"2026-03-0{day} 08:08"))
        check_out(worker, at=utc(f"2026-03-0{day} 17:00"))
    services.change_shift(
        shift=shift, effective_from=date(2026, 3, 5), caller=None, grace_in_minutes=0
    )
    assert statuses() == [*["ABSENT"] * 2, "PRESENT", "ABSENT", "LATE", *["ABSENT"] * 2]


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"grace_in_minutes": 5000},
        {"rounding_step_minutes": 0},
        {"half_day_below_minutes": 60, "absent_below_minutes": 120},
        {"missed_out_closes_at": "NEXT_SHIFT"},
        {"colour": "red"},
        {"start": None},
    ],
)
def test_senseless_shifts_are_refused(changes: dict[str, Any]) -> None:
    body = {"name": "Early", "start": "06:00", "end": "14:00"} | changes
    assert hr(default_site()).post("/api/v1/shifts", body).status_code == 400


def test_two_shifts_of_one_name_are_refused_and_a_used_one_stays() -> None:
    site = default_site()
    client = hr(site)
    shift = make_shift(site, name="Early")
    body = {"name": "Early", "start": "06:00", "end": "14:00"}
    assert client.post("/api/v1/shifts", body).status_code == 400
    assign(make_employee(site), shift, FIRST)
    assert client.delete(f"/api/v1/shifts/{shift.pk}").status_code == 409
    assert client.delete(f"/api/v1/shifts/{make_shift(site).pk}").status_code == 204


def test_assignments_that_overlap_are_refused_by_name() -> None:
    site = default_site()
    client = hr(site)
    worker, shift = make_employee(site), make_shift(site, "08:00-17:00", name="Day")
    body = {"employee": worker.pk, "shift": shift.pk, "from_date": "2026-03-02"}
    made = client.post("/api/v1/shift-assignments", body)
    assert made.status_code == 201, made.content
    late = make_shift(site, "16:00-22:00")
    clash = client.post(
        "/api/v1/shift-assignments", body | {"shift": late.pk, "from_date": "2026-04-01"}
    )
    assert clash.status_code == 409
    assert "has Day from 2026-03-02 to further notice" in clash.json()["detail"]
    evening = make_shift(site, "17:00-21:00")
    assert client.post("/api/v1/shift-assignments", body | {"shift": evening.pk}).status_code == 201
    ended = client.patch(
        f"/api/v1/shift-assignments/{made.json()['id']}", {"to_date": "2026-03-31"}
    )
    assert ended.status_code == 200
    answer = client.patch(
        f"/api/v1/shift-assignments/{made.json()['id']}", {"to_date": "2026-03-01"}
    )
    assert answer.status_code == 400


def test_a_change_of_a_shift_may_not_make_two_overlap() -> None:
    site = default_site()
    worker = make_employee(site)
    early, late = make_shift(site, "06:00-14:00"), make_shift(site, "14:00-22:00")
    for shift in (early, late):
        assign(worker, shift, FIRST, LAST)
    answer = hr(site).patch(
        f"/api/v1/shifts/{late.pk}", {"start": "13:00", "effective_from": "2026-03-05"}
    )
    assert answer.status_code == 409
    assert late.versions.count() == 1


def test_other_sites_people_and_shifts_do_not_exist() -> None:
    site, other = default_site(), make_site()
    worker, shift = make_employee(site), make_shift(site)
    stranger, far = make_employee(other), make_shift(other)
    client = hr(site)
    for person, work in ((stranger, shift), (worker, far)):
        body = {"employee": person.pk, "shift": work.pk, "from_date": "2026-03-02"}
        assert client.post("/api/v1/shift-assignments", body).status_code == 404
    both = client_of(make_user((site, Role.HR), (other, Role.HR)))
    body = {"employee": worker.pk, "shift": far.pk, "from_date": "2026-03-02"}
    assert both.post("/api/v1/shift-assignments", body).status_code == 400
    assert not ShiftAssignment.objects.exists()


def test_days_off_follow_the_narrowest_group() -> None:
    site = default_site()
    worker = make_employee(site, department="Press")
    client = hr(site)
    assign(worker, make_shift(site), FIRST, LAST)
    sunday = {"weeks": [[6]], "from_date": "2026-01-01"}
    assert client.post("/api/v1/weekly-offs", sunday).status_code == 201
    assert statuses() == [*["ABSENT"] * 6, "WEEKLY_OFF"]
    press = {"weeks": [[5], [5, 6]], "from_date": "2026-02-23", "department": "Press"}
    client.post("/api/v1/weekly-offs", press)
    assert statuses() == [*["ABSENT"] * 5, "WEEKLY_OFF", "WEEKLY_OFF"]
    own = client.post(
        "/api/v1/weekly-offs",
        {"weeks": [[0]], "from_date": "2026-03-01", "employee": worker.pk},
    )
    assert statuses() == ["WEEKLY_OFF", *["ABSENT"] * 6]
    assert client.delete(f"/api/v1/weekly-offs/{own.json()['id']}").status_code == 204
    assert statuses() == [*["ABSENT"] * 5, "WEEKLY_OFF", "WEEKLY_OFF"]
    assert Entry.objects.filter(act="remove-weeklyoff").count() == 1


NO_WEEKS: list[Any] = [
    *([], [[7]], [["Sunday"]], "Sunday", [6], None),
    # What equals a weekday in Python and is none; what could be walked through like a list.
    *([[6.0]], [[6, 6.0]], [[True]], [[1, True]], [{}], [""], {"": 1}),
]


@pytest.mark.parametrize("weeks", NO_WEEKS)
def test_weekdays_that_are_none_are_refused(weeks: Any) -> None:
    body = {"weeks": weeks, "from_date": "2026-01-01"}
    assert hr(default_site()).post("/api/v1/weekly-offs", body).status_code == 400
    assert not WeeklyOff.objects.exists()


def test_two_halves_of_a_day_are_a_day_of_leave_of_two_kinds() -> None:
    site = default_site()
    worker, client = make_employee(site), hr(site)
    assign(worker, make_shift(site), FIRST, FIRST)
    day = {"employee": worker.pk, "from_date": str(FIRST), "to_date": str(FIRST)}
    first, second = day | {"part": "FIRST_HALF"}, day | {"part": "SECOND_HALF", "kind": "sick"}
    assert client.post("/api/v1/leaves", first | {"kind": "casual"}).status_code == 201
    assert statuses() == ["ABSENT"]
    assert client.post("/api/v1/leaves", first).status_code == 409
    assert client.post("/api/v1/leaves", day).status_code == 409
    assert client.post("/api/v1/leaves", second).status_code == 201
    assert statuses() == ["ON_LEAVE"]
    span = {"start_date": str(FIRST), "end_date": str(FIRST)}
    [line] = client.get("/api/v1/attendance/muster-roll", span).json()
    assert (line["codes"], line["totals"]["leave"]) == ({str(FIRST): "L"}, 1)
    paid = figures_of(worker, FIRST, FIRST)
    assert (paid.leave_days, paid.present, paid.absent) == (1, 0, 0)
    sick = Leave.objects.get(kind="sick")
    assert client.patch(f"/api/v1/leaves/{sick.pk}", {"part": "FULL"}).status_code == 409
    assert client.delete(f"/api/v1/leaves/{sick.pk}").status_code == 204
    assert statuses() == ["ABSENT"]


def test_holidays_and_leave_are_derived_and_taken_back() -> None:
    site = default_site()
    worker = make_employee(site)
    client = hr(site)
    assign(worker, make_shift(site), FIRST, date(2026, 3, 4))
    holi = client.post("/api/v1/holidays", {"day": "2026-03-03", "name": "Holi"})
    assert holi.status_code == 201
    leave = {"employee": worker.pk, "from_date": "2026-03-04", "to_date": "2026-03-04"}
    granted = client.post("/api/v1/leaves", leave)
    assert granted.status_code == 201
    assert statuses() == ["ABSENT", "HOLIDAY", "ON_LEAVE"]
    assert client.post("/api/v1/leaves", leave).status_code == 409
    client.patch(f"/api/v1/holidays/{holi.json()['id']}", {"day": "2026-03-02"})
    assert statuses() == ["HOLIDAY", "ABSENT", "ON_LEAVE"]
    client.delete(f"/api/v1/leaves/{granted.json()['id']}")
    assert statuses() == ["HOLIDAY", "ABSENT", "ABSENT"]


@pytest.mark.parametrize(
    "changes",
    [
        {"to_date": "2026-03-05", "part": "FIRST_HALF"},
        {"to_date": "2026-03-03"},
        {"part": "NONE"},
    ],
)
def test_senseless_leave_is_refused(changes: dict[str, str]) -> None:
    site = default_site()
    worker = make_employee(site)
    body = {"employee": worker.pk, "from_date": "2026-03-04", "to_date": "2026-03-04"} | changes
    assert hr(site).post("/api/v1/leaves", body).status_code == 400


def test_a_site_has_one_holiday_on_a_day_and_others_their_own() -> None:
    site, other = default_site(), make_site()
    body = {"day": "2026-03-03", "name": "Holi"}
    client = client_of(make_user((site, Role.HR), (other, Role.HR)))
    for place, status in ((site, 201), (other, 201), (site, 400)):
        assert client.post("/api/v1/holidays", body | {"site": place.pk}).status_code == status
    assert Holiday.objects.count() == 2
