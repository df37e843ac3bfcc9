"""People over HTTP: added, changed, found, erased."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from factory.core import clock
from factory.core.jobs import run_job
from factory.core.models import Job
from identity import services
from identity.engines.base import EngineDownError
from identity.models import Employee, Erasure
from tests.builders import default_site, make_site, make_user
from tests.identity.builders import ScriptedEngine, give_consent, make_employee, make_template

pytestmark = pytest.mark.django_db


def test_people_are_added_changed_and_found(hr: APIClient) -> None:
    made = hr.post(
        "/api/v1/employees", {"employee_code": "E1", "name": "Ada", "department": "Press"}
    )
    assert made.status_code == 201, made.json()
    assert (made.json()["site"], made.json()["face_allowed"]) == (default_site().pk, False)
    path = f"/api/v1/employees/{made.json()['id']}"
    assert hr.patch(path, {"name": "Ada L."}).json()["name"] == "Ada L."
    give_consent(Employee.objects.get())
    (found,) = hr.get("/api/v1/employees?department=Press").json()["results"]
    assert (found["name"], found["face_allowed"]) == ("Ada L.", True)
    again = hr.post("/api/v1/employees", {"employee_code": "E1", "name": "Bob"})
    assert (again.status_code, again["Content-Type"]) == (400, "application/problem+json")
    assert [error["pointer"] for error in again.json()["errors"]] == ["/employee_code"]
    there = make_site()
    assert (
        hr.post(
            "/api/v1/employees", {"employee_code": "E2", "name": "x", "site": there.pk}
        ).status_code
        == 404
    )


def test_a_list_of_people_asks_no_query_for_each(
    hr: APIClient, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(10):
        make_employee(default_site())
    with django_assert_max_num_queries(8):
        assert len(hr.get("/api/v1/employees").json()["results"]) == 10


def test_an_account_of_another_site_cannot_be_linked(hr: APIClient) -> None:
    outsider, colleague = (
        make_user((make_site(), "employee")),
        make_user((default_site(), "employee")),
    )
    body = {"employee_code": "E1", "name": "Ada"}
    assert hr.post("/api/v1/employees", body | {"user": outsider.pk}).status_code == 400
    assert hr.post("/api/v1/employees", body | {"user": colleague.pk}).status_code == 201


def test_badges_are_unique_at_the_site(hr: APIClient) -> None:
    first, second = make_employee(default_site()), make_employee(default_site())
    badge = {"employee": first.pk, "kind": "badge", "value": "0042"}
    assert hr.post("/api/v1/identifiers", badge).status_code == 201
    assert hr.post("/api/v1/identifiers", badge | {"employee": second.pk}).status_code == 400


@pytest.mark.usefixtures("inline_tasks")
@pytest.mark.django_db(transaction=True)
def test_erasing_answers_with_the_proof(hr: APIClient, engine: ScriptedEngine) -> None:
    person = make_employee(default_site())
    make_template(person, "face-1")
    answer = hr.post(f"/api/v1/employees/{person.pk}/erase")
    assert answer.json() == {"templates": 1, "photos": 0, "snapshots": 0, "held_back": 0}
    assert hr.delete(f"/api/v1/employees/{person.pk}").status_code == 409


@pytest.mark.usefixtures("inline_tasks")
@pytest.mark.django_db(transaction=True)
def test_an_erasure_during_an_outage_waits_in_sight_and_ends_as_done(
    hr: APIClient, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("identity.services.erasure.time", SimpleNamespace(sleep=lambda _s: None))
    person = make_employee(default_site())
    make_template(person, "face-1")
    engine.failures = [EngineDownError("the face service is away") for _ in range(20)]
    answer = hr.post(f"/api/v1/employees/{person.pk}/erase", headers={"Prefer": "respond-async"})
    assert answer.status_code == 202
    address = answer.json()["url"]
    for minutes in (0, 5, 10, 15, 20, 25):
        with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False):
            run_job(Job.objects.get().pk)
            job = hr.get(address).json()
        assert (job["state"], job["finished_at"]) == ("pending", None)
        assert "goes on by itself" in job["failure"]
        assert "the face service is away" in job["failure"]
    engine.failures = []
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        services.carry_out_erasure(Erasure.objects.get().pk)
        run_job(Job.objects.get().pk)
        job = hr.get(address).json()
    assert (job["state"], job["failure"]) == ("done", "")
    assert job["result"] == {"templates": 1, "photos": 0, "snapshots": 0, "held_back": 0}
