"""Nobody changes their own attendance after the fact, by whatever way; the trail keeps the attempt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from rest_framework.test import APIClient

from attendance import services
from attendance.importing import LEAVE as IMPORT_OF_LEAVE
from attendance.models import (
    AttendanceDay,
    EmployeeDepartment,
    Leave,
    Punch,
    ShiftAssignment,
    WeeklyOff,
)
from attendance.services.own import SOMEBODY_ELSE
from factory.audit.models import Entry
from factory.core.models import User
from factory.exchange.importers import Batch
from factory.exchange.rows import Row
from factory.sites.models import Device, Role, Site
from identity.models import Employee
from tests.attendance.builders import GUIDE_SHIFT, assign, check_in, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_device, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
DAY = date(2026, 3, 2)
NOW = utc("2026-03-04 12:00")


@pytest.fixture(autouse=True)
def _two_days_later() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@dataclass
class Office:
    """An HR person who is on the roster too, and came late; and a colleague."""

    site: Site
    hr: User
    own: Employee
    assignment: ShiftAssignment
    punch: Punch
    colleague: User

    @property
    def api(self) -> APIClient:
        return client_of(self.hr)

    def page(self, user: User | None = None) -> Client:
        client = Client()
        client.force_login(user or self.hr, "factory.sites.backends.SiteRoleBackend")
        return client


@pytest.fixture
def office() -> Office:
    site = default_site()
    hr, colleague = make_user((site, Role.HR)), make_user((site, Role.HR))
    own = make_employee(site, user=hr, department="Office")
    assignment = assign(own, make_shift(site), DAY, date(2026, 3, 31))
    check_in(own, at=utc("2026-03-02 09:00"))
    return Office(site, hr, own, assignment, Punch.objects.get(), colleague)


def doubted(office: Office) -> Punch:
    device, _ = make_device(office.site, kind=Device.Kind.TERMINAL)
    row = {"employee_id": office.own.pk, "at": "2020-01-01T08:00:00"}
    services.record_punches(site=office.site, device=device, rows=[row])
    found: Punch = Punch.objects.get(outcome="SUSPECT")
    return found


def granted(office: Office) -> Leave:
    leave = Leave(employee=office.own, from_date=DAY, to_date=DAY)
    return services.save_leave(leave=leave, caller=None)


def off(office: Office) -> WeeklyOff:
    row = WeeklyOff(site=office.site, employee=office.own, from_date=DAY, weeks=[[0]])
    return services.save_weekly_off(weekly_off=row, caller=None)


def moved(office: Office) -> EmployeeDepartment:
    move = EmployeeDepartment(employee=office.own, department="Office", since=DAY)
    return services.save_move(move=move, caller=None)


def other(office: Office) -> Employee:
    return make_employee(office.site)


LEAVE = {"from_date": "2026-03-02", "to_date": "2026-03-02"}
CAME = {"check_in_time": "2026-03-02T08:00:00"}
LEFT = {"check_out_time": "2026-03-02T17:00:00"}
Call = Callable[[Office], Any]
CALLS: dict[str, Call] = {
    "void": lambda o: o.api.post(f"/api/v1/punches/{o.punch.pk}/void", {"reason": "wrong"}),
    "accept": lambda o: o.api.post(f"/api/v1/punches/{doubted(o).pk}/accept", {"reason": "so"}),
    "back-dated check-in": lambda o: o.api.post(
        "/api/v1/attendance/check-in", CAME | {"employee_id": o.own.pk}
    ),
    "with a key": lambda o: o.api.post(
        "/api/v1/attendance/check-in",
        CAME | {"employee_id": o.own.pk},
        headers={"Idempotency-Key": "once"},
    ),
    "back-dated check-out": lambda o: o.api.post(
        "/api/v1/attendance/check-out", LEFT | {"employee_id": o.own.pk}
    ),
    "a shift of one's own choice": lambda o: o.api.post(
        "/api/v1/attendance/check-in",
        {"employee_id": o.own.pk, "check_in_time": NOW.isoformat(), "shift_data": GUIDE_SHIFT},
    ),
    "leave": lambda o: o.api.post("/api/v1/leaves", LEAVE | {"employee": o.own.pk}),
    "longer leave": lambda o: o.api.patch(
        f"/api/v1/leaves/{granted(o).pk}", {"to_date": "2026-03-03"}
    ),
    "leave given away": lambda o: o.api.patch(
        f"/api/v1/leaves/{granted(o).pk}", {"employee": other(o).pk}
    ),
    "leave taken back": lambda o: o.api.delete(f"/api/v1/leaves/{granted(o).pk}"),
    "roster": lambda o: o.api.post(
        "/api/v1/shift-assignments",
        {
            "employee": o.own.pk,
            "shift": make_shift(o.site, "18:00-20:00").pk,
            "from_date": "2026-03-02",
        },
    ),
    "roster cut": lambda o: o.api.patch(
        f"/api/v1/shift-assignments/{o.assignment.pk}", {"from_date": "2026-03-03"}
    ),
    "roster removed": lambda o: o.api.delete(f"/api/v1/shift-assignments/{o.assignment.pk}"),
    "weekly off": lambda o: o.api.post(
        "/api/v1/weekly-offs", {"employee": o.own.pk, "from_date": "2026-03-02", "weeks": [[0]]}
    ),
    "weekly off removed": lambda o: o.api.delete(f"/api/v1/weekly-offs/{off(o).pk}"),
    "joined later": lambda o: o.api.patch(
        f"/api/v1/employees/{o.own.pk}", {"joined_on": "2026-03-03"}
    ),
    "another account": lambda o: o.api.patch(f"/api/v1/employees/{o.own.pk}", {"user": None}),
}


def seen(office: Office) -> list[Any]:
    """Return what is on record of the HR person: nothing of it may change."""
    services.derive_dirty_days()
    days = AttendanceDay.objects.filter(employee=office.own).order_by("start")
    counting = Punch.objects.counting().filter(employee=office.own).order_by("pk")
    return [*days.values_list("day", "status", "first_in", "last_out"), *counting]


@pytest.mark.parametrize("name", CALLS)
def test_the_api_refuses_it_of_oneself(name: str, office: Office) -> None:
    before = seen(office) if name not in {"longer leave", "leave given away"} else None
    answer = CALLS[name](office)
    assert answer.status_code == 403, answer.content
    assert answer.json()["type"].endswith("four-eyes")
    entry = Entry.objects.get(act__startswith="refused-")
    assert (entry.who, entry.site) == (office.hr, office.site)
    if before is not None and name not in {"leave taken back", "weekly off removed"}:
        assert seen(office) == before


@pytest.mark.parametrize("name", CALLS)
def test_a_colleague_may(name: str, office: Office) -> None:
    office.hr, owner = office.colleague, office.hr
    answer = CALLS[name](office)
    assert answer.status_code in {200, 201, 204}, answer.content
    assert not Entry.objects.filter(act__startswith="refused-").exists()
    assert owner != office.hr


def test_an_operator_is_not_exempt(office: Office) -> None:
    operator = make_user(superuser=True)
    Employee.objects.filter(pk=office.own.pk).update(user=operator)
    office.hr = operator
    assert CALLS["void"](office).status_code == 403


def test_at_the_door_one_speaks_for_oneself(office: Office) -> None:
    body = {"employee_id": office.own.pk, "check_in_time": "2026-03-04T11:50:00"}
    assert office.api.post("/api/v1/attendance/check-in", body).status_code == 200


def test_of_a_report_ones_own_past_rows_are_refused(office: Office) -> None:
    worker = make_employee(office.site)
    rows = [
        {"employee_id": office.own.pk, "at": "2026-03-02T07:55:00"},
        {"employee_id": worker.pk, "at": "2026-03-02T07:55:00"},
        {"employee_code": office.own.employee_code, "at": "2026-03-04T11:59:00"},
    ]
    answer = office.api.post("/api/v1/punches", rows).json()
    assert [row["outcome"] for row in answer["results"]] == ["refused", "stored", "stored"]
    entry = Entry.objects.get(act="refused-punches")
    assert (entry.subject_id, entry.detail) == (str(office.own.pk), {"rows": 1})


@pytest.mark.parametrize(
    ("clock", "status"), [("12:00:59", 200), ("12:01:01", 403), ("12:09:00", 403)]
)
def test_nobody_tells_of_themselves_what_is_still_to_come(
    clock: str, status: int, office: Office
) -> None:
    at = f"2026-03-04T{clock}"
    body = {"employee_id": office.own.pk, "check_out_time": at}
    assert office.api.post("/api/v1/attendance/check-out", body).status_code == status
    rows = [{"employee_id": office.own.pk, "at": at, "direction": "IN"}]
    row = office.api.post("/api/v1/punches", rows).json()["results"][0]
    assert row["outcome"] == ("stored" if status == 200 else "refused")
    other_body = body | {"employee_id": other(office).pk}
    assert office.api.post("/api/v1/attendance/check-out", other_body).status_code == 200


def test_a_refused_form_comes_back_as_it_was_filled_in(office: Office) -> None:
    said = {"employee": office.own.pk, "part": "FULL", "kind": "sick", "note": "Fever since noon"}
    answer = office.page().post("/admin/attendance/leave/add/", LEAVE | said)
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert SOMEBODY_ELSE in shown
    assert "Fever since noon" in shown
    assert not Leave.objects.exists()
    assert Entry.objects.filter(act__startswith="refused-", who=office.hr).count() == 1


PAGES: dict[str, Call] = {
    "void": lambda o: o.page().post(
        "/admin/attendance/punch/",
        {"action": "void", "_selected_action": [o.punch.pk], "reason": "wrong"},
    ),
    "leave": lambda o: o.page().post(
        "/admin/attendance/leave/add/",
        LEAVE | {"employee": o.own.pk, "part": "FULL", "kind": "sick"},
    ),
    "roster removed": lambda o: o.page().post(
        f"/admin/attendance/shiftassignment/{o.assignment.pk}/delete/", {"post": "yes"}
    ),
    "rosters removed": lambda o: o.page().post(
        "/admin/attendance/shiftassignment/",
        {"action": "delete_selected", "_selected_action": [o.assignment.pk], "post": "yes"},
    ),
    "move removed": lambda o: o.page().post(
        f"/admin/attendance/employeedepartment/{moved(o).pk}/delete/", {"post": "yes"}
    ),
    "review": lambda o: o.page().post(
        "/admin/attendance/attendanceday/review/",
        {"day": list(map(services.seen_token, AttendanceDay.objects.filter(needs_review=True)))},
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_admin_says_so(name: str, office: Office) -> None:
    before = seen(office)
    answer = PAGES[name](office)
    said = office.page().get("/admin/attendance/punch/") if answer.status_code == 302 else answer
    assert said.status_code == 200
    assert Entry.objects.filter(act__startswith="refused-", who=office.hr).count() == 1
    assert seen(office) == before


def test_an_import_refuses_the_row_alone(office: Office) -> None:
    worker = other(office)
    rows = [
        Row(number, {"employee_code": code, "from_date": "2026-03-02"})
        for number, code in enumerate([office.own.employee_code, worker.employee_code])
    ]
    verdicts = IMPORT_OF_LEAVE.take(Batch(office.site, rows, office.hr))
    assert [str(one.outcome) for one in verdicts] == ["wrong", "new"]
    assert list(Leave.objects.values_list("employee", flat=True)) == [worker.pk]
