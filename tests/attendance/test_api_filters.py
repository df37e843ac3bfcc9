"""Lists are narrowed by site, department, shift and date; other sites' people never show."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from attendance import services
from attendance.models import Leave
from factory.sites.models import Role, Site
from identity.models import Employee
from tests.attendance.builders import assign, check_in, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_site, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _later() -> Any:
    with time_machine.travel(utc("2026-03-04 12:00"), tick=False):
        yield


def worker(site: Site, shift: Any, **fields: Any) -> Employee:
    """Return somebody on a shift who came, asked for a correction and has leave in March."""
    employee = make_employee(site, **fields)
    assign(employee, shift, DAY, date(2026, 3, 20))
    check_in(employee, at=utc("2026-03-02 08:00"))
    services.request_correction(
        employee=employee,
        caller=make_user((site, Role.HR)),
        day=DAY,
        check_out_time=utc("2026-03-02 17:00"),
        reason="the reader was dark",
    )
    leave = Leave(employee=employee, from_date=date(2026, 3, 9), to_date=date(2026, 3, 10))
    services.save_leave(leave=leave, caller=None)
    return employee


LISTS = ["punches", "attendance-days", "regularisations", "leaves", "shift-assignments"]


@pytest.mark.parametrize("name", LISTS)
def test_by_department_and_shift(name: str) -> None:
    site, other = default_site(), make_site()
    early, late = make_shift(site), make_shift(site, "07:00-16:00")
    mine = worker(site, early, department="Paint")
    worker(site, late, department="Stores")
    foreign = make_shift(other)
    worker(other, foreign, department="Paint")
    client = client_of(make_user((site, Role.HR)))

    def people(**query: Any) -> set[int]:
        answer = client.get(f"/api/v1/{name}", {"site": site.pk} | query)
        assert answer.status_code == 200, answer.content
        return {row["employee"] for row in answer.json()["results"]}

    assert people(shift=early.pk) == {mine.pk}
    assert people(department="Paint") == {mine.pk}
    assert people(department="Paint", shift=late.pk) == set()
    assert len(people()) == 2


@pytest.mark.parametrize(
    ("name", "query", "found"),
    [
        ("leaves", {"start_date": "2026-03-10", "end_date": "2026-03-31"}, 1),
        ("leaves", {"start_date": "2026-03-11"}, 0),
        ("leaves", {"end_date": "2026-03-08"}, 0),
        ("shift-assignments", {"start_date": "2026-03-20"}, 1),
        ("shift-assignments", {"start_date": "2026-03-21"}, 0),
        ("regularisations", {"start_date": "2026-03-02", "end_date": "2026-03-02"}, 1),
        ("punches", {"at_after": "2026-03-02T08:00:01Z"}, 0),
    ],
)
def test_by_date(name: str, query: dict[str, str], found: int) -> None:
    site = default_site()
    worker(site, make_shift(site))
    client = client_of(make_user((site, Role.HR)))
    assert len(client.get(f"/api/v1/{name}", query).json()["results"]) == found


def test_another_sites_shift_finds_nobody() -> None:
    site, other = default_site(), make_site()
    worker(site, make_shift(site))
    foreign = make_shift(other)
    worker(other, foreign)
    client = client_of(make_user((site, Role.HR)))
    assert client.get("/api/v1/punches", {"shift": foreign.pk}).json()["results"] == []
