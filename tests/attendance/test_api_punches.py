"""``/api/v1/punches``: bulk reports from terminals, each row answered; voiding."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from attendance.models import DirtyDay, Punch
from factory.sites.models import Device, Role, Site
from identity.models import Identifier
from tests.attendance.builders import assign, check_in, day_of, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_device, make_site, make_user

pytestmark = pytest.mark.django_db
URL = "/api/v1/punches"
DAY = date(2026, 3, 2)
NOW = utc("2026-03-03 12:00")
DIRECTIONS = {"IN", "OUT", "UNKNOWN"}


def terminal(site: Site, direction: str = Device.Direction.NONE) -> tuple[Device, APIClient]:
    device, key = make_device(site, kind=Device.Kind.TERMINAL)
    Device.objects.filter(pk=device.pk).update(direction=direction)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Device {key}")
    return device, client


def report(client: APIClient, rows: list[Any], **query: str) -> Any:
    with time_machine.travel(NOW, tick=False):
        return client.post(URL, rows, query_params=query or None)


def outcomes(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["outcome"] for row in answer.json()["results"]]


def test_each_row_is_answered_in_its_place() -> None:
    site = default_site()
    worker = make_employee(site, employee_code="W-7")
    Identifier.objects.create(site=site, employee=worker, value="0042")
    stranger = make_employee(make_site())
    _, client = terminal(site)
    rows: list[Any] = [
        {"employee_id": worker.pk, "at": "2026-03-02T08:00:00", "direction": "in"},
        {"employee_code": "W-7", "at": "2026-03-02T08:00:00", "direction": "IN"},
        {"badge": "0042", "at": "2026-03-02T17:00:00", "punch_state": 1},
        {"employee_id": stranger.pk, "at": "2026-03-02T08:00:00"},
        {"employee_id": worker.pk, "at": "2000-01-01T00:00:00"},
        {"employee_id": worker.pk, "at": "2063-01-01T00:00:00"},
        {"employee_id": worker.pk, "at": "soon"},
        {"employee_id": worker.pk, "at": "2026-03-02T09:00:00", "direction": "UP"},
        {"at": "2026-03-02T09:00:00"},
        "punch",
    ]
    answer = report(client, rows)
    assert outcomes(answer) == [
        *("stored", "duplicate", "stored", "unknown_employee"),
        *("bad_time", "bad_time", "bad_time", "invalid", "invalid", "invalid"),
    ]
    assert answer.json()["counts"] == {
        "stored": 2,
        "duplicate": 1,
        "unknown_employee": 1,
        "bad_time": 3,
        "invalid": 3,
    }
    kept = Punch.objects.order_by("at").values_list("outcome", "reason", "direction", "source")
    assert list(kept) == [
        ("SUSPECT", "TOO_OLD", "UNKNOWN", "device"),
        ("STORED", "", "IN", "device"),
        ("STORED", "", "OUT", "badge"),
        ("SUSPECT", "IN_THE_FUTURE", "UNKNOWN", "device"),
    ]


@pytest.mark.parametrize(
    ("bad", "outcome"),
    [
        ({"at": "9999-12-31T23:59:59-14:00"}, "bad_time"),
        ({"at": "0001-01-01T00:00:00+05:30"}, "bad_time"),
        ({"at": "0001-01-01T00:00:00"}, "bad_time"),
        ({"at": "2026-03-02"}, "bad_time"),
        ({"at": "20260302"}, "bad_time"),
        ({"employee_id": 10**30}, "unknown_employee"),
        ({"employee_id": 2**63}, "unknown_employee"),
        ({"employee_id": -1}, "unknown_employee"),
        ({"badge": "4\0"}, "invalid"),
        ({"badge": "\ud83d"}, "invalid"),
        ({"employee_code": "\ud83d"}, "invalid"),
        ({"event_id": "4\0"}, "invalid"),
        ({"event_id": "\udc00"}, "invalid"),
    ],
)
def test_one_impossible_row_loses_no_other(bad: dict[str, Any], outcome: str) -> None:
    site = make_site(time_zone="Asia/Kolkata")
    worker = make_employee(site)
    _, client = terminal(site)
    good = {"employee_id": worker.pk, "at": "2026-03-02T08:00:00"}
    with time_machine.travel(NOW, tick=False):
        text = json.dumps([good, good | bad])
        answer = client.post(URL, data=text, content_type="application/json")
    assert outcomes(answer) == ["stored", outcome]
    assert Punch.objects.count() == 1


def test_the_same_report_again_stores_nothing() -> None:
    site = default_site()
    worker = make_employee(site)
    _, client = terminal(site)
    rows = [
        {"employee_id": worker.pk, "at": "2026-03-02T08:00:00", "event_id": "1"},
        {"employee_id": worker.pk, "at": "2026-03-02T17:00:00", "event_id": "2"},
    ]
    assert outcomes(report(client, rows)) == ["stored", "stored"]
    assert outcomes(report(client, list(reversed(rows)))) == ["duplicate", "duplicate"]
    _, other = terminal(site)
    assert outcomes(report(other, rows)) == ["stored", "stored"]


@pytest.mark.parametrize("at_once", [False, True], ids=["in two calls", "in one call"])
def test_a_counter_that_begins_anew_loses_no_punch(*, at_once: bool) -> None:
    """A cleared terminal's first number again: for somebody else, and for another time."""
    site = default_site()
    worker, other = make_employee(site), make_employee(site)
    _, client = terminal(site)
    first = {"employee_id": worker.pk, "at": "2026-03-02T08:00:00", "event_id": "1"}
    anew = [first | {"employee_id": other.pk}, first | {"at": "2026-03-02T17:00:00"}]
    calls = [[first, *anew]] if at_once else [[first], anew]
    for rows in calls:
        assert outcomes(report(client, rows)) == ["stored"] * len(rows)
    for rows in ([first, *anew], anew):
        assert outcomes(report(client, rows)) == ["duplicate"] * len(rows)
    assert set(Punch.objects.values_list("employee_id", "at", "event_id")) == {
        (worker.pk, utc("2026-03-02 08:00"), "1"),
        (other.pk, utc("2026-03-02 08:00"), ""),
        (worker.pk, utc("2026-03-02 17:00"), ""),
    }


def test_the_door_gives_the_direction_where_the_terminal_does_not() -> None:
    site = default_site()
    worker = make_employee(site)
    _, client = terminal(site, Device.Direction.OUT)
    report(client, [{"employee_id": worker.pk, "at": "2026-03-02T17:00:00", "punch_state": 255}])
    assert Punch.objects.get().direction == "OUT"


def test_naive_times_are_the_sites_wall_clock() -> None:
    site = default_site(time_zone="Asia/Kolkata")
    worker = make_employee(site)
    _, client = terminal(site)
    report(client, [{"employee_id": worker.pk, "at": "2026-03-02T08:00:00"}])
    assert Punch.objects.get().at == utc("2026-03-02 02:30")


def test_a_local_time_that_comes_twice_is_asked_for_again() -> None:
    site = default_site(time_zone="Europe/Berlin")
    worker = make_employee(site)
    _, client = terminal(site)
    rows = [
        {"employee_id": worker.pk, "at": at}
        for at in ("2025-10-26T02:30:00", "2025-10-26T02:30:00+01:00", "2025-10-26T04:00:00")
    ]
    with time_machine.travel(utc("2025-10-26 12:00"), tick=False):
        answer = client.post(URL, rows, query_params={"reported_until": "2025-10-26T02:30:00"})
    assert outcomes(answer) == ["bad_time", "stored", "stored"]
    assert "comes twice" in answer.json()["results"][0]["detail"]


@pytest.mark.usefixtures("inline_tasks")
@pytest.mark.django_db(transaction=True)
def test_days_follow_behind_the_answer() -> None:
    site = default_site()
    worker = make_employee(site)
    with time_machine.travel(NOW, tick=False):
        assign(worker, make_shift(site), DAY, DAY)
    _, client = terminal(site)
    rows = [
        {"employee_id": worker.pk, "at": "2026-03-02T16:30:00", "direction": "OUT"},
        {"employee_id": worker.pk, "at": "2026-03-02T08:10:00", "direction": "IN"},
    ]
    report(client, rows)
    row = day_of(worker, DAY)
    assert (row.status, row.late_minutes, row.early_minutes) == ("LATE", 10, 30)
    assert not DirtyDay.objects.exists()


def test_a_device_says_until_when_it_has_told() -> None:
    site = default_site()
    device, client = terminal(site)
    assert report(client, [], reported_until="2026-03-03T11:00:00").status_code == 200
    assert report(client, [], reported_until="2026-03-03T10:00:00").status_code == 200
    device.refresh_from_db()
    assert device.reported_until == utc("2026-03-03 11:00")
    for bad in ("later", "2026-13-01T00:00:00"):
        assert report(client, [], reported_until=bad).status_code == 400


@pytest.mark.parametrize(
    "wrong", ["2027-01-01T00:00:00", "2026-03-03T12:11:00", "2000-01-01T00:00"]
)
def test_a_clock_that_is_wrong_loses_no_row_of_its_report(wrong: str) -> None:
    site = default_site()
    worker = make_employee(site)
    device, client = terminal(site)
    row = {"employee_id": worker.pk, "at": "2026-03-02T08:00:00"}
    assert report(client, [], reported_until="2026-03-03T11:00:00").json()["warnings"] == []
    answer = report(client, [row, row], reported_until=wrong)
    assert outcomes(answer) == ["stored", "duplicate"]
    assert ["reported_until" in one for one in answer.json()["warnings"]] == [True]
    device.refresh_from_db()
    assert device.reported_until == utc("2026-03-03 11:00")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"employee_code": None, "badge": "0042"}, "UNKNOWN"),
        ({"employee_code": "W-7", "badge": None, "employee_id": None}, "UNKNOWN"),
        ({"event_id": None}, "UNKNOWN"),
        ({"direction": None}, "UNKNOWN"),
        ({"direction": None, "punch_state": 0}, "IN"),
        ({"direction": "", "punch_state": 1}, "OUT"),
        ({"direction": "IN", "punch_state": 1}, "IN"),
        ({"punch_state": "1"}, "OUT"),
        ({"punch_state": " 04 "}, "IN"),
        ({"punch_state": "255"}, "UNKNOWN"),
        ({"punch_state": None}, "UNKNOWN"),
        ({"punch_state": ""}, "UNKNOWN"),
        ({"punch_state": "out"}, "punch_state is a number"),
        ({"punch_state": "²"}, "punch_state is a number"),
        ({"punch_state": 1.5}, "punch_state is a number"),
        ({"punch_state": True}, "punch_state is a number"),
        ({"punch_state": [1]}, "punch_state is a number"),
        ({"badge": True}, "badge: at most"),
        ({"direction": "UP"}, "direction: IN"),
    ],
)
def test_null_is_not_there_and_states_are_numbers(said: dict[str, Any], expected: str) -> None:
    site = default_site()
    worker = make_employee(site, employee_code="W-7")
    Identifier.objects.create(site=site, employee=worker, value="0042")
    _, client = terminal(site)
    named = {} if {"employee_code", "badge"} & set(said) else {"employee_id": worker.pk}
    row = report(client, [named | {"at": "2026-03-02T08:00:00"} | said]).json()["results"][0]
    if expected in DIRECTIONS:
        assert row["outcome"] == "stored", row
        assert Punch.objects.get().direction == expected
    else:
        assert row["outcome"] == "invalid"
        assert expected in row["detail"]


def test_more_than_ten_thousand_are_refused() -> None:
    _, client = terminal(default_site())
    assert report(client, [{}] * 10_001).status_code == 400


def test_a_bulk_report_costs_no_query_for_each_row() -> None:
    site = default_site()
    workers = [make_employee(site) for _ in range(30)]
    _, client = terminal(site)
    report(client, [])
    counts = []
    for size, hour in ((5, 8), (30, 9)):
        rows = [
            {"employee_id": one.pk, "at": f"2026-03-02T{hour:02}:00:00"} for one in workers[:size]
        ]
        with CaptureQueriesContext(connection) as queries:
            assert outcomes(report(client, rows)) == ["stored"] * size
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_voiding_takes_a_punch_out_of_the_day_and_keeps_the_row() -> None:
    site = default_site()
    worker = make_employee(site)
    with time_machine.travel(NOW, tick=False):
        assign(worker, make_shift(site), DAY, DAY)
        check_in(worker, at=utc("2026-03-02 07:00"))
        check_in(worker, at=utc("2026-03-02 08:20"))
    first = Punch.objects.earliest("at")
    hr = client_of(make_user((site, Role.HR)))
    assert hr.post(f"{URL}/{first.pk}/void", {}).status_code == 400
    answer = hr.post(f"{URL}/{first.pk}/void", {"reason": "a colleague's badge"})
    assert (answer.json()["outcome"], answer.json()["reason"]) == ("VOIDED", "a colleague's badge")
    assert hr.post(f"{URL}/{first.pk}/void", {"reason": "again"}).status_code == 200
    first.refresh_from_db()
    assert first.reason == "a colleague's badge"
    row = day_of(worker, DAY)
    assert (row.first_in, row.is_late) == (utc("2026-03-02 08:20"), True)
    assert hr.delete(f"{URL}/{first.pk}").status_code == 405
    assert hr.patch(f"{URL}/{first.pk}", {"at": "2026-03-02T08:00:00"}).status_code == 405


def test_punches_of_other_sites_are_not_there() -> None:
    site, other = default_site(), make_site()
    worker = make_employee(other)
    with time_machine.travel(NOW, tick=False):
        check_in(worker, at=NOW - timedelta(hours=1))
    punch = Punch.objects.get()
    hr = client_of(make_user((site, Role.HR)))
    assert hr.get(URL).json()["results"] == []
    assert hr.get(f"{URL}/{punch.pk}").status_code == 404
    assert hr.post(f"{URL}/{punch.pk}/void", {"reason": "x"}).status_code == 404
