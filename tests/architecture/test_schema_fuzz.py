"""Whatever an operation's own schema allows, and what it does not, the answer is never a 500.

Each operation is asked a handful of generated questions in this process, about a row that exists, by
somebody who may do everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest
import requests
import schemathesis
from django.db import transaction
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from rest_framework.test import APIClient
from schemathesis import GenerationMode

from tests.architecture.routes import Route, routes
from tests.architecture.rows import make_row
from tests.builders import default_site, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
QUESTIONS = 5
WIRE = {"method", "url", "params", "json", "files", "data", "headers"}
BY_SHAPE = {(route.method, re.sub(r"\{\w+\}", "{}", route.path)): route for route in routes()}
# A camera's test reaches out to its address; a job is waited for, and nobody works here.
NOT_ASKED = {
    "cameras/{}/test",
    "employees/{}/erase",
    "occupancy/trigger-aggregation",
    "occupancy/apply-drift-correction",
    "identity/cleanup-snapshots",
}


def _operations() -> list[Any]:
    generator: Any = SchemaGenerator
    document = generator().get_schema(request=None, public=True)
    schema = schemathesis.openapi.from_dict(document)
    found: list[Any] = []
    results: Iterable[Any] = schema.get_all_operations()
    for result in results:
        operation = result.ok()
        shape = re.sub(r"\{\w+\}", "{}", operation.path.removeprefix("/api/v1/"))
        route = BY_SHAPE.get((operation.method.upper(), shape))
        if route is not None and shape not in NOT_ASKED:
            found += [
                pytest.param(operation, route, mode, id=f"{mode.value}-{route.name}")
                for mode in _modes(operation)
            ]
    return found


def _modes(operation: Any) -> list[GenerationMode]:
    """Where an operation takes nothing but its row there is nothing to get wrong."""
    takes = operation.query or operation.body
    return list(GenerationMode) if takes else [GenerationMode.POSITIVE]


@pytest.mark.parametrize(("operation", "route", "mode"), _operations())
def test_no_answer_is_our_fault(operation: Any, route: Route, mode: GenerationMode) -> None:
    site = default_site()
    row = make_row(route.model, site) if route.variables and route.model else None
    client = APIClient(raise_request_exception=False)
    client.force_authenticate(make_user(superuser=True))

    @hypothesis_settings(
        max_examples=QUESTIONS,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        if row is not None:
            case.path_parameters = {
                name: str(getattr(row, variable))
                for name, variable in zip(case.path_parameters, route.variables, strict=True)
            }
        with transaction.atomic():
            answer = _ask(client, case)
            transaction.set_rollback(True)
        answer.close()
        assert answer.status_code < 500, (case.as_curl_command(), answer.content[:500])

    asked()


def _ask(client: APIClient, case: Any) -> Any:
    sent = case.as_transport_kwargs(base_url="http://testserver")
    asked = requests.Request(**{name: value for name, value in sent.items() if name in WIRE})
    ready: Any = asked.prepare()
    body: Any = ready.body or b""
    sent_body: Any = body.encode() if isinstance(body, str) else body
    return client.generic(
        case.method,
        ready.path_url,
        sent_body,
        content_type=ready.headers.get("Content-Type", "application/octet-stream"),
    )
