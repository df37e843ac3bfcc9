"""What is answered where there is nothing: a problem under /api, a page elsewhere."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InterfaceError, OperationalError, ProgrammingError
from django.http import Http404
from django.test import Client, RequestFactory

from factory.core.api.errors import problem_handler
from factory.core.errors import NotFound
from tests.builders import client_of, make_user


@pytest.mark.parametrize("path", ["/api/nothing", "/api/v1/nothing", "/api/v1/../x"])
def test_nothing_in_the_api(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404


@pytest.mark.django_db
def test_nothing_elsewhere(client: Client) -> None:
    answer = client.get("/nothing")
    assert answer.status_code == 404
    assert b"<html" in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("number", [10**30, -(10**30)])
def test_a_number_that_no_column_holds_is_the_callers_mistake(number: int) -> None:
    caller = client_of(make_user(superuser=True))
    answer = caller.get("/api/v1/gates", {"site": number})
    assert answer.status_code in {200, 400}
    if answer.status_code == 400:
        assert answer.json()["type"].endswith("out-of-range")


@pytest.mark.django_db
def test_a_method_that_nothing_answers_is_405() -> None:
    caller = client_of(make_user(superuser=True))
    assert caller.generic("TRACE", "/api/v1/gates").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?format=yaml", "?format=json"])
def test_a_problem_is_json_where_the_answer_would_be_another(client: Client, query: str) -> None:
    answer = client.get(f"/api/schema{query}")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 401


@pytest.mark.django_db
def test_the_described_calls_are_shown_after_a_sign_in(client: Client) -> None:
    answer = client.get("/api/docs")
    assert answer.status_code == 302
    assert answer.headers["location"] == "/admin/login/?next=/api/docs"


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        pytest.param(Http404(), ":not-found", id="Django's"),
        pytest.param(NotFound("There is no such area."), ":not-found", id="our own"),
        pytest.param(PermissionDenied(), ":permission-denied", id="Django's refusal"),
    ],
)
def test_one_type_of_problem_for_one_thing(error: Exception, ending: str) -> None:
    answer = problem_handler(error, {"request": RequestFactory().get("/api/v1/areas/1")})
    assert answer is not None
    assert answer.data["type"].endswith(ending)


@pytest.mark.parametrize(
    ("method", "words"),
    [
        pytest.param("POST", "nothing was stored. Send it again.", id="to store"),
        pytest.param("DELETE", "nothing is deleted now. Look again.", id="to delete"),
    ],
)
def test_what_somebody_else_deleted_at_the_same_moment(method: str, words: str) -> None:
    request = RequestFactory().generic(method, "/api/v1/areas/1")
    error = IntegrityError("FOREIGN KEY constraint failed")
    answer = problem_handler(error, {"request": request})
    assert answer is not None
    assert (answer.status_code, answer.data["type"].rpartition(":")[2]) == (409, "gone-meanwhile")
    assert answer.data["detail"].endswith(words)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        pytest.param(OperationalError("server closed the connection"), 503, id="gone"),
        pytest.param(OperationalError("database is locked"), 503, id="locked"),
        pytest.param(InterfaceError("connection already closed"), 503, id="closed"),
        pytest.param(OperationalError("no such table: x"), None, id="a fault of ours"),
        pytest.param(ProgrammingError("relation does not exist"), None, id="another one"),
    ],
)
def test_a_database_that_does_not_answer(error: Exception, status: int | None) -> None:
    answer = problem_handler(error, {"request": RequestFactory().get("/api/v1/areas")})
    assert (answer and answer.status_code) == status
    assert answer is None or str(error) not in str(answer.data)
