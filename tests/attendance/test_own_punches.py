"""Employees see their own punches, and ask for one of them to be voided by its number."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from attendance import services
from attendance.models import Punch
from factory.sites.models import Role
from tests.attendance.builders import assign, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_site, make_user

pytestmark = pytest.mark.django_db
PUNCHES = "/api/v1/punches"


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(utc("2026-03-02 12:00"), tick=False):
        yield


def test_an_employee_voids_by_the_number_that_the_list_gives() -> None:
    site = default_site()
    user = make_user((site, Role.EMPLOYEE))
    mine, colleague = make_employee(site, user=user), make_employee(site)
    for worker in (mine, colleague):
        assign(worker, make_shift(site), date(2026, 3, 2))
        services.check_in(employee_id=worker.pk, at=utc("2026-03-02 07:00"))
    client = client_of(user)
    (found,) = client.get(PUNCHES).json()["results"]
    assert found["employee"] == mine.pk
    assert client.get(f"{PUNCHES}/{found['id']}").status_code == 200
    body = {"day": "2026-03-02", "void_punch": found["id"], "reason": "It was my brother."}
    asked = client.post("/api/v1/regularisations", body)
    assert asked.status_code == 201
    approver = client_of(make_user((site, Role.HR)))
    approver.post(f"/api/v1/regularisations/{asked.json()['id']}/approve")
    assert client.get(PUNCHES).json()["results"][0]["outcome"] == "VOIDED"


@pytest.mark.parametrize("answer_of", ["colleague", "other site"])
def test_nobody_elses(answer_of: str) -> None:
    site = default_site()
    user = make_user((site, Role.EMPLOYEE))
    make_employee(site, user=user)
    place = site if answer_of == "colleague" else make_site()
    # An account at another site, where its user has no role, brings nothing.
    other = make_employee(place, user=None if place == site else make_user())
    services.check_in(employee_id=other.pk, at=utc("2026-03-02 07:00"))
    client, punch = client_of(user), Punch.objects.get()
    assert client.get(PUNCHES).json()["results"] == []
    assert client.get(PUNCHES, {"employee": other.pk}).json()["results"] == []
    assert client.get(f"{PUNCHES}/{punch.pk}").status_code == 404


@pytest.mark.parametrize("act", ["void", "accept"])
def test_seeing_ones_own_is_not_changing_it(act: str) -> None:
    """HR of another site reads their own here as every employee does, and changes nothing."""
    site, there = default_site(), make_site()
    user = make_user((site, Role.EMPLOYEE), (there, Role.HR))
    mine = make_employee(site, user=user)
    services.record_punches(site=site, rows=[{"employee_id": mine.pk, "at": "2026-03-02T11:59"}])
    punch, client = Punch.objects.get(), client_of(user)
    assert client.get(f"{PUNCHES}/{punch.pk}").status_code == 200
    assert client.post(f"{PUNCHES}/{punch.pk}/{act}", {"reason": "No."}).status_code == 404
