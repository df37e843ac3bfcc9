"""What a GET answers is what the OpenAPI document says of it, of a row with what it needs alone."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator
from jsonschema_rs import Draft202012Validator

from tests.architecture.routes import Route, routes
from tests.architecture.rows import make_row
from tests.builders import client_of, default_site, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ASKED = [
    pytest.param(route, id=route.name)
    for route in routes()
    if route.method == "GET" and route.model is not None
]

WORDS = {"oneOf": "anyOf"}


@cache
def document() -> dict[str, Any]:
    generator: Any = SchemaGenerator
    found: dict[str, Any] = plain(generator().get_schema(request=None, public=True))
    return found


def plain(node: Any) -> Any:
    """Return OpenAPI 3.0 as JSON Schema: ``nullable`` is its own word for a choice of two.

    Of a choice more than one may be right, since formats are not looked at: a blank text is text too.
    """
    if isinstance(node, list):
        return [plain(one) for one in node]
    if not isinstance(node, dict):
        return node
    rest = {WORDS.get(name, name): plain(value) for name, value in node.items()}
    rest.pop("nullable", None)
    return {"anyOf": [rest, {"type": "null"}]} if node.get("nullable") is True else rest


def told(route: Route) -> dict[str, Any] | None:
    """Return the schema of the route's 200 answer, None where it is no JSON."""
    shape = re.sub(r"\{\w+\}", "{}", f"/api/v1/{route.path}")
    for path, operations in document()["paths"].items():
        if re.sub(r"\{\w+\}", "{}", path) == shape:
            content = operations["get"]["responses"].get("200", {}).get("content", {})
            found: dict[str, Any] | None = content.get("application/json", {}).get("schema")
            return found
    return None


@pytest.mark.parametrize("route", ASKED)
def test_an_answer_is_as_it_is_told(route: Route) -> None:
    assert route.model is not None
    schema, site, path = told(route), default_site(), route.path
    row = make_row(route.model, site)
    for variable in route.variables:
        path = path.replace(f"{{{variable}}}", str(getattr(row, variable)))
    answer: Any = client_of(make_user(superuser=True)).get(f"/api/v1/{path}")
    if answer.status_code != 200 or schema is None:
        answer.close()
        return
    rules = schema | {"components": document()["components"]}
    errors = Draft202012Validator(rules).iter_errors(answer.json())
    assert [f"{one.instance_path}: {one.message}" for one in errors] == []
