"""Check-in, check-out and the summary through the API, as the guide's curls have them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from attendance import services
from attendance.models import Punch
from factory.sites.models import Device, Role, Site
from factory.sites.tokens import make_token
from tests.attendance.builders import (
    GUIDE_SHIFT,
    assign,
    day_of,
    make_employee,
    make_shift,
    the_only_day,
    utc,
)
from tests.builders import client_of, default_site, make_device, make_site, make_user

pytestmark = pytest.mark.django_db
IN, OUT = "/api/v1/attendance/check-in", "/api/v1/attendance/check-out"
GUIDE = {"employee_id": 123, "check_in_time": "2025-01-15T08:03:45", "shift_data": GUIDE_SHIFT}


def guide_site() -> Site:
    site = default_site(time_zone="Asia/Kolkata")
    make_employee(site, pk=123)
    return site


def security(site: Site) -> APIClient:
    return client_of(make_user((site, Role.SECURITY)))


@pytest.mark.parametrize("path", [IN, "/api/attendance/check-in"])
def test_the_guides_curl(path: str) -> None:
    """The rule stands: within the grace it is PRESENT, with ``grace_period_applied``."""
    answer = security(guide_site()).post(path, GUIDE)
    assert answer.status_code == 200
    assert answer.json() == {
        "employee_id": 123,
        "status": "PRESENT",
        "check_in_time": "2025-01-15T08:03:45+05:30",
        "check_out_time": None,
        "is_late": False,
        "late_minutes": 0,
        "is_early_exit": False,
        "early_minutes": 0,
        "grace_period_applied": True,
        "flagged_for_review": False,
        "skipped_duplicate": False,
        "message": "Present, within the grace period.",
    }


def test_a_check_out_answers_for_the_same_shift() -> None:
    client = security(guide_site())
    client.post(IN, GUIDE)
    body = {"employee_id": 123, "check_out_time": "2025-01-15T16:30:00", "shift_data": GUIDE_SHIFT}
    answer = client.post(OUT, body).json()
    assert (answer["status"], answer["early_minutes"]) == ("EARLY_EXIT", 30)
    # Within the grace was the arrival, and not what the message is about.
    assert answer["message"] == "Early exit by 30 min."
    assert answer["check_in_time"] == "2025-01-15T08:03:45+05:30"
    assert answer["check_out_time"] == "2025-01-15T16:30:00+05:30"


def test_a_night_shift_across_midnight() -> None:
    site = guide_site()
    client = security(site)
    night = {"start_time": "22:00", "end_time": "06:00", "grace_period_minutes": 5}
    came = client.post(
        IN, {"employee_id": 123, "check_in_time": "2025-01-15T21:58:00", "shift_data": night}
    ).json()
    left = client.post(
        OUT, {"employee_id": 123, "check_out_time": "2025-01-16T06:10:00", "shift_data": night}
    ).json()
    assert (came["status"], left["status"]) == ("PRESENT", "PRESENT")
    row = the_only_day()
    assert (row.day, row.worked_minutes) == (date(2025, 1, 15), 492)
    assert row.reasons == []


def test_a_night_shift_left_early_and_from_the_roster() -> None:
    site = guide_site()
    employee = make_employee(site)
    assign(employee, make_shift(site, "22:00-06:00"), date(2025, 1, 15), date(2025, 1, 15))
    client = security(site)
    client.post(IN, {"employee_id": employee.pk, "check_in_time": "2025-01-15T22:20:00"})
    left = client.post(
        OUT, {"employee_id": employee.pk, "check_out_time": "2025-01-16T05:40:00"}
    ).json()
    assert (left["status"], left["is_late"], left["is_early_exit"]) == ("LATE", True, True)
    assert (left["late_minutes"], left["early_minutes"]) == (20, 20)
    assert day_of(employee, date(2025, 1, 15)).status == "LATE"


def test_a_repeated_check_in_is_skipped_and_a_later_check_out_counts() -> None:
    client = security(guide_site())
    client.post(IN, GUIDE)
    again = client.post(IN, GUIDE | {"check_in_time": "2025-01-15T11:00:00"}).json()
    assert again["skipped_duplicate"]
    assert not again["is_late"]
    client.post(
        OUT,
        {"employee_id": 123, "check_out_time": "2025-01-15T17:05:00", "shift_data": GUIDE_SHIFT},
    )
    row = the_only_day()
    assert (row.first_in, row.last_out) == (
        utc("2025-01-15 02:33:45"),
        utc("2025-01-15 11:35:00"),
    )


def test_an_idempotency_key_replays_the_first_answer() -> None:
    client = security(guide_site())
    first = client.post(IN, GUIDE, headers={"Idempotency-Key": "k1"})
    second = client.post(IN, GUIDE, headers={"Idempotency-Key": "k1"})
    assert second.json() == first.json()
    assert second["Idempotency-Replayed"] == "true"
    other = client.post(
        IN,
        GUIDE | {"check_in_time": "2025-01-15T09:00:00"},
        headers={"Idempotency-Key": "k1"},
    )
    assert other.status_code == 409
    assert Punch.objects.count() == 1


def test_a_devices_event_is_taken_once_and_under_its_own_name() -> None:
    site = guide_site()
    device, key = make_device(site, kind=Device.Kind.TERMINAL)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Device {key}")
    now = utc("2026-03-02 02:30")
    body = {"employee_id": 123, "check_in_time": now.isoformat(), "event_id": "e-1"}
    with time_machine.travel(utc("2026-03-02 02:31"), tick=False):
        answers = [client.post(IN, body) for _ in range(2)]
        clash = client.post(IN, body | {"check_in_time": "2026-03-02T02:29:00Z"})
        old = client.post(IN, body | {"check_in_time": "2000-01-01T00:00:00", "event_id": "e-2"})
    assert [one.status_code for one in answers] == [200, 200]
    assert clash.status_code == 409
    assert old.status_code == 400
    assert old.json()["type"].endswith("bad-time")
    assert list(Punch.objects.values_list("device_id", "event_id")) == [(device.pk, "e-1")]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"check_in_time": "yesterday"}, "/check_in_time"),
        ({"check_in_time": "2025-01-15"}, "/check_in_time"),
        ({"employee_id": "x"}, "/employee_id"),
        ({"shift_data": GUIDE_SHIFT | {"end_time": "25:00"}}, "/shift_data/end_time"),
        ({"shift_data": "08:00"}, "/shift_data"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], pointer: str) -> None:
    answer = security(guide_site()).post(IN, GUIDE | changes)
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not Punch.objects.exists()


def test_somebody_of_another_site_does_not_exist() -> None:
    site, other = guide_site(), make_site()
    stranger = make_employee(other)
    client = security(site)
    for employee_id in (stranger.pk, 999):
        assert client.post(IN, GUIDE | {"employee_id": employee_id}).status_code == 404
    both = client_of(make_user((site, Role.HR), (other, Role.HR)))
    assert both.post(IN, GUIDE | {"site": other.pk}).status_code == 404
    assert both.post(IN, GUIDE | {"site": site.pk}).status_code == 200


def test_employees_do_not_punch_for_themselves() -> None:
    site = guide_site()
    user = make_user((site, Role.EMPLOYEE))
    assert client_of(user).post(IN, GUIDE).status_code == 403


def test_the_summary_of_ones_own_and_nobody_elses() -> None:
    site = guide_site()
    user = make_user((site, Role.EMPLOYEE))
    mine = make_employee(site, user=user)
    assign(mine, make_shift(site), date(2025, 1, 1), date(2025, 1, 2))
    client = client_of(user)
    days = {"start_date": "2025-01-01", "end_date": "2025-01-31"}
    answer = client.get(f"/api/v1/attendance/summary/{mine.pk}", days)
    assert answer.status_code == 200
    assert (answer.json()["total_days"], answer.json()["absent"]) == (2, 2)
    assert answer.json()["date_range"] == ["2025-01-01", "2025-01-31"]
    assert client.get("/api/v1/attendance/summary/123", days).status_code == 404
    assert (
        client_of(make_user((site, Role.HR)))
        .get(f"/api/v1/attendance/summary/{mine.pk}", days)
        .json()["on_time_percentage"]
        == 0.0
    )


@pytest.mark.parametrize(
    "days",
    [
        {},
        {"start_date": "2025-01-02", "end_date": "2025-01-01"},
        {"start_date": "2020-01-02", "end_date": "2025-01-01"},
        {"start_date": "x", "end_date": "2025-01-01"},
    ],
)
def test_a_bad_range_is_refused(days: dict[str, str]) -> None:
    site = guide_site()
    client = client_of(make_user((site, Role.HR)))
    for path in ("attendance/summary/123", "attendance/summary"):
        assert client.get(f"/api/v1/{path}", days).status_code == 400


@pytest.mark.parametrize(
    ("zone", "reads"),
    [
        pytest.param("Z", [], id="by a time with its zone"),
        pytest.param("", ["SELECT"], id="by the site's clock, which has to be asked"),
    ],
)
def test_a_check_in_costs_one_message_however_long_the_history(zone: str, reads: list[str]) -> None:
    """On SQLite one to read and two to write, in a turn; the savepoint stands for the transaction."""
    site = guide_site()
    employee = make_employee(site)
    assign(employee, make_shift(site), date(2025, 1, 1))
    services.derive_dirty_days()
    client = APIClient()
    token, _ = make_token(make_user((site, Role.SECURITY)))
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    counts = []
    for day in range(10, 28):
        body = {"employee_id": employee.pk, "check_in_time": f"2025-01-{day}T08:00:00{zone}"}
        with CaptureQueriesContext(connection) as queries:
            assert client.post(IN, body).status_code == 200
        counts.append([one["sql"].split()[0] for one in queries])
    in_turn = ["SAVEPOINT", "SELECT", "INSERT", "INSERT", "RELEASE"]
    kept = ["SELECT"] if connection.vendor == "postgresql" else in_turn
    assert counts[-1] == [*reads, *kept]
    assert counts[-1] == counts[1]


@pytest.mark.parametrize("nothing", [None, ""])
def test_what_is_optional_may_be_null(nothing: str | None) -> None:
    site = guide_site()
    _, key = make_device(site)
    terminal = APIClient()
    terminal.credentials(HTTP_AUTHORIZATION=f"Device {key}")
    body = GUIDE | {"event_id": nothing, "site": None}
    with time_machine.travel(utc("2025-01-15 06:00"), tick=False):
        for clock in ("08:03:45", "08:04:45"):
            told = body | {"check_in_time": f"2025-01-15T{clock}"}
            answer = terminal.post(IN, told, format="json")
            assert answer.status_code == 200, answer.json()
    assert list(Punch.objects.values_list("event_id", flat=True)) == ["", ""]
