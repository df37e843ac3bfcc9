"""Each writing address of the API leaves an entry in the audit trail, or says why not."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Model
from rest_framework.renderers import JSONRenderer
from rest_framework.test import APIClient

from factory.audit.models import Entry
from factory.core.api.sheets import SheetRenderer
from factory.core.models import User
from streaming.models import Camera
from tests.architecture.audit_table import REASONS, promised
from tests.architecture.bodies import body_for
from tests.architecture.routes import Route, routes
from tests.architecture.rows import make_row
from tests.architecture.stories import STORIES
from tests.builders import client_of, default_site, make_user
from tests.identity.builders import ScriptedEngine

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WRITING = [route for route in routes() if route.method != "GET"]
KEEPING = "POST cameras/{pk}/keep"
"""Needs a camera that gives pictures: tests/streaming/test_keeping.py holds its act."""
SHEETS = [
    route
    for route in routes()
    if any(issubclass(one, SheetRenderer) for one in getattr(route.view, "renderer_classes", ()))
]
AUDITED = {name for name, act in promised().items() if not act.startswith("=")}
SWEPT = [r for r in WRITING if r.name in AUDITED - set(STORIES) - {KEEPING}]


def test_every_writing_address_has_a_row_and_every_row_an_address() -> None:
    assert {route.name for route in WRITING} == set(promised())
    reasons = {act.removeprefix("= ") for act in promised().values() if act.startswith("=")}
    assert reasons <= REASONS


@pytest.fixture
def operator() -> User:
    return make_user(superuser=True)


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    """No face is really looked for."""
    engine = ScriptedEngine()
    monkeypatch.setattr("identity.services.search.face_engine", lambda: engine)


@pytest.mark.parametrize("route", [pytest.param(route, id=route.name) for route in SWEPT])
def test_who_writes_is_written_down(route: Route, operator: User) -> None:
    site = default_site()
    make_row(Camera, site)
    row = make_row(route.model, site) if route.model is not None else None
    body = body_for(route, row, site)
    if row is not None and not route.variables:
        # It gave its words; another one takes its place.
        row.delete()
    answer = _send(client_of(operator), route, row, body)
    assert answer.status_code < 300, (body, answer.content)
    assert promised()[route.name] in acts_of(operator)


@pytest.mark.parametrize("name", sorted(STORIES))
def test_who_writes_after_a_story_is_written_down(
    name: str, operator: User, scripted: None
) -> None:
    path, body = STORIES[name](default_site(), operator)
    before = len(acts_of(operator))
    has_file = any(hasattr(value, "read") for value in body.values())
    kind = "multipart" if has_file else "json"
    answer = client_of(operator).post(f"/api/v1/{path}", body, kind, HTTP_PREFER="respond-async")
    assert answer.status_code < 300, answer.content
    assert promised()[name] in acts_of(operator)[before:]


@pytest.mark.parametrize("route", [pytest.param(route, id=route.name) for route in SHEETS])
def test_who_takes_a_sheet_away_is_written_down(route: Route, operator: User) -> None:
    # Employees are given as they are now.
    of_days = route.path != "employees/export"
    days = {"start_date": "2026-01-05", "end_date": "2026-01-06"} if of_days else {}
    client, path = client_of(operator), f"/api/v1/{route.path}"
    # A look at the figures takes nothing away; what is a file in any case has no such look.
    if JSONRenderer in route.view.renderer_classes:
        assert client.get(path, days).status_code == 200
    assert acts_of(operator) == []
    for form in ("csv", "xlsx"):
        assert client.get(path, days | {"format": form}).status_code == 200
    assert acts_of(operator) == ["export", "export"]


def acts_of(who: User) -> list[str]:
    return list(Entry.objects.filter(who=who).order_by("pk").values_list("act", flat=True))


def _send(client: APIClient, route: Route, row: Model | None, body: dict[str, Any]) -> Any:
    path = route.path
    for variable in route.variables:
        path = path.replace(f"{{{variable}}}", str(getattr(row, variable)))
    send = getattr(client, route.method.lower())
    return send(f"/api/v1/{path}", data=body, format="json", HTTP_PREFER="respond-async")
