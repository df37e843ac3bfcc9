"""The table of roles, held: every route has a row, and answers each caller as the row says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db.models import Model
from django.http import HttpResponse
from rest_framework.test import APIClient

from factory.core.api.filters import RowFilter
from factory.sites.models import Site
from streaming.models import Camera
from tests.architecture.role_table import EVERYBODY, OPEN, ROLES, table
from tests.architecture.routes import Route, live_paths, routes, unversioned, versioned
from tests.architecture.rows import make_row
from tests.builders import client_of, default_site, make_device, make_site, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ALL = routes()


def ids(some: list[Route]) -> list[Any]:
    return [pytest.param(route, id=route.name) for route in some]


ROUTES = ids(ALL)
OF_A_ROW = ids([route for route in ALL if route.variables])
LISTS = ids([route for route in ALL if route.method == "GET" and not route.variables])
NOT_ALLOWED_IN = {401, 403, 404}


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    live = {f"GET {path}" for path in live_paths()}
    assert {route.name for route in routes()} | live == set(table())


def test_the_guides_short_paths_are_the_same_views() -> None:
    assert {path: handler(view) for path, view in unversioned().items()} == {
        path: handler(view) for path, view in versioned().items()
    }


def test_filters_tell_nothing_of_other_sites_rows() -> None:
    """The base compares a foreign key by its number; Django-filter's own looks for the row."""
    named: set[Any] = {getattr(route.view, "filterset_class", None) for route in ALL} - {None}
    assert {made.__name__ for made in named if not issubclass(made, RowFilter)} == set()


def handler(view: Any) -> tuple[Any, ...]:
    """Return what makes two patterns answer alike."""
    made = getattr(view, "cls", None) or getattr(view, "view_class", view)
    return made, getattr(view, "actions", None), getattr(view, "initkwargs", None)


def client(role: str, site: Site) -> APIClient:
    if role != "device":
        return client_of(make_user((site, role)))
    _, key = make_device(site)
    made = APIClient()
    made.credentials(HTTP_AUTHORIZATION=f"Device {key}")
    return made


def row_of(route: Route, site: Site) -> Model | None:
    if not route.variables:
        return None
    assert route.model is not None, f"{route.name} names a row, and its view no queryset"
    return make_row(route.model, site)


def call(caller: APIClient, route: Route, row: Model | None) -> HttpResponse:
    path = route.path
    for variable in route.variables:
        path = path.replace(f"{{{variable}}}", str(getattr(row, variable)))
    send = getattr(caller, route.method.lower())
    answer: HttpResponse = send(f"/api/v1/{path}", HTTP_PREFER="respond-async", **_body(route))
    if answer.streaming:
        # A file stays open until it has been read to its end.
        list(answer)
    return answer


def _body(route: Route) -> dict[str, Any]:
    return {} if route.method == "GET" else {"data": {}, "format": "json"}


@pytest.mark.parametrize("route", ROUTES)
def test_nobody_enters_unknown(route: Route) -> None:
    answer = call(APIClient(), route, row_of(route, default_site()))
    if table()[route.name] == OPEN:
        assert answer.status_code != 403
    else:
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("role", ROLES.values())
@pytest.mark.parametrize("route", ROUTES)
def test_each_role(route: Route, role: str) -> None:
    allowed = table()[route.name]
    if allowed == OPEN:
        return
    site = default_site()
    # What a route without a variable looks for is there.
    make_row(Camera, site)
    answer = call(client(role, site), route, row_of(route, site))
    if role in allowed:
        assert answer.status_code not in NOT_ALLOWED_IN, answer.content
    else:
        assert answer.status_code in {403, 404}
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("route", OF_A_ROW)
def test_a_row_of_another_site_does_not_exist(route: Route) -> None:
    here, there = default_site(), make_site()
    row = row_of(route, here)
    for role in sorted(EVERYBODY - {"device"}):
        assert call(client_of(make_user((there, role))), route, row).status_code in {403, 404}
    strongest = client_of(make_user(*((there, role) for role in EVERYBODY - {"device"})))
    assert call(strongest, route, row).status_code == 404
    assert type(row)._default_manager.filter(pk=row.pk).exists()  # type: ignore[union-attr]


@pytest.mark.parametrize("route", OF_A_ROW)
def test_hr_here_and_viewer_there_is_only_a_viewer_there(route: Route) -> None:
    here, there = default_site(), make_site()
    answer = call(
        client_of(make_user((here, "hr"), (there, "viewer"))), route, row_of(route, there)
    )
    if "viewer" in table()[route.name]:
        assert answer.status_code not in NOT_ALLOWED_IN
    else:
        assert answer.status_code in {403, 404}


@pytest.mark.parametrize("route", LISTS)
def test_a_list_shows_rows_of_ones_own_sites_only(route: Route) -> None:
    if route.model is None:
        return
    here, there = default_site(), make_site()
    make_row(route.model, there)
    roles = table()[route.name] - {"device"}
    for role in sorted(roles):
        body = json.loads(call(client_of(make_user((here, role))), route, None).content)
        rows = body["results"] if isinstance(body, dict) else body
        assert all(row.get("site", row.get("id")) in {here.pk, None} for row in rows)
