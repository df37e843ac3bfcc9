"""A list that is asked with a parameter it does not know says so, and names those that it knows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.architecture.routes import Route, routes
from tests.architecture.test_schema_answers import document
from tests.builders import client_of, default_site, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ASKED_NOTHING = {
    "auth/me",
    "health",
    "identity/snapshot-stats",
    "system-info",
    "video_feed/status",
}
"""These answer about the system, the caller or one camera, whatever is asked."""
ROUTES = [
    route
    for route in routes()
    if route.method == "GET" and not route.variables and route.path not in ASKED_NOTHING
]
LISTS = [pytest.param(route, id=route.path) for route in ROUTES]
EVERYWHERE = {"format", "site"}


def told(route: Route) -> set[str]:
    operation = document()["paths"][f"/api/v1/{route.path}"]["get"]
    return {one["name"] for one in operation.get("parameters", []) if one["in"] == "query"}


def asked(route: Route, **parameters: Any) -> Any:
    default_site()
    client = client_of(make_user(superuser=True))
    return client.get(f"/api/v1/{route.path}", parameters)


@pytest.mark.parametrize("route", LISTS)
def test_an_unknown_parameter_is_refused(route: Route) -> None:
    answer = asked(route, employe=7, page_sise=1)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == "urn:factory-ai:problem:unknown-parameter"
    assert [one["pointer"] for one in problem["errors"]] == ["/employe", "/page_sise"]
    known = problem["detail"].partition("Known are: ")[2].rstrip(".")
    assert set(known.split(", ")) - EVERYWHERE == told(route) - EVERYWHERE


@pytest.mark.parametrize("route", LISTS)
def test_a_known_one_is_not(route: Route) -> None:
    """Without a value a parameter asks for nothing: whatever else is wrong, its name is not."""
    answer = asked(route, **dict.fromkeys(told(route) | {"format"}, ""))
    assert b"unknown-parameter" not in getattr(answer, "content", b"")


@pytest.mark.parametrize("route", [one for one in ROUTES if "ordering" in told(one)], ids=str)
def test_an_unknown_order_is_refused(route: Route) -> None:
    answer = asked(route, ordering="-no_such_thing")
    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:factory-ai:problem:unknown-order"
    assert "no_such_thing" in answer.json()["detail"]


def test_a_single_row_is_found_whatever_else_is_asked() -> None:
    site = default_site()
    client = client_of(make_user(superuser=True))
    assert client.get(f"/api/v1/sites/{site.pk}", {"page": 2}).status_code == 200
