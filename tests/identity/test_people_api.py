"""People over HTTP: added, changed, found, erased."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from identity.models import Employee
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
    assert [error["pointer"] for error in again.json()["errors"]] == ["/"]
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
