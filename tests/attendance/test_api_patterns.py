"""Rotating patterns through the API."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from attendance import services
from attendance.models import AttendanceDay
from factory.sites.models import Role
from tests.attendance.builders import make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_site, make_user

pytestmark = pytest.mark.django_db
URL, ASSIGN = "/api/v1/shift-patterns", "/api/v1/shift-assignments"


def test_a_crew_rotates() -> None:
    site = default_site()
    early, late = make_shift(site, "06:00-14:00"), make_shift(site, "14:00-22:00")
    hr = client_of(make_user((site, Role.HR)))
    days = [{"week": 1, "weekday": day, "shift": early.pk} for day in range(6)]
    days += [{"week": 2, "weekday": day, "shift": late.pk} for day in range(6)]
    made = hr.post(URL, {"name": "Turns", "weeks": 2, "days": days})
    assert made.status_code == 201, made.content
    assert len(made.json()["days"]) == 12
    worker = make_employee(site)
    body = {"employee": worker.pk, "pattern": made.json()["id"], "from_date": "2026-03-02"}
    assert hr.post(ASSIGN, body | {"start_week": 2}).status_code == 201
    with time_machine.travel(utc("2026-03-20 12:00"), tick=False):
        services.derive_dirty_days()
        rows = AttendanceDay.objects.filter(day__lte=date(2026, 3, 15)).order_by("day")
        shifts = [(row.shift_id, row.status) for row in rows]
    week_two = [(late.pk, "ABSENT")] * 6 + [(late.pk, "WEEKLY_OFF")]
    week_one = [(early.pk, "ABSENT")] * 6 + [(early.pk, "WEEKLY_OFF")]
    assert shifts == week_two + week_one
    assert hr.post(ASSIGN, body | {"start_week": 2}).status_code == 409
    assert hr.post(ASSIGN, body | {"shift": early.pk}).status_code == 400
    assert hr.post(ASSIGN, body | {"start_week": 3}).status_code == 400
    other = {"name": "Turns", "weeks": 1, "days": days[:6]}
    assert hr.put(f"{URL}/{made.json()['id']}", other).status_code == 409
    assert hr.patch(f"{URL}/{made.json()['id']}", {"active": False}).status_code == 200
    assert hr.delete(f"{URL}/{made.json()['id']}").status_code == 409


@pytest.mark.parametrize(
    "changes",
    [{"weeks": 0}, {"weeks": 13}, {"days": []}, {"days": [{"week": 3, "weekday": 0}]}],
)
def test_senseless_patterns_are_refused(changes: dict[str, Any]) -> None:
    site = default_site()
    shift = make_shift(site)
    body = {"name": "P", "weeks": 1, "days": [{"week": 1, "weekday": 0, "shift": shift.pk}]}
    for day in changes.get("days", []):
        day["shift"] = shift.pk
    answer = client_of(make_user((site, Role.HR))).post(URL, body | changes)
    assert answer.status_code == 400, answer.content


def test_shifts_that_overlap_within_a_pattern_and_those_of_others_are_refused() -> None:
    site = default_site()
    night, early = make_shift(site, "22:00-06:00"), make_shift(site, "05:00-13:00")
    hr = client_of(make_user((site, Role.HR)))
    days = [
        {"week": 1, "weekday": 0, "shift": night.pk},
        {"week": 1, "weekday": 1, "shift": early.pk},
    ]
    assert hr.post(URL, {"name": "P", "weeks": 1, "days": days}).status_code == 400
    days[1]["shift"] = make_shift(make_site()).pk
    assert hr.post(URL, {"name": "P", "weeks": 1, "days": days}).status_code == 404
