"""A front end of another origin may use what the API advertises, if its origin is named."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

HALL = "https://hall.example"


@pytest.mark.parametrize("header", ["authorization", "idempotency-key", "prefer", "content-type"])
def test_a_preflight_lets_the_header_in(header: str) -> None:
    with override_settings(CORS_ALLOWED_ORIGINS=[HALL]):
        answer = Client().options(
            "/api/v1/alerts",
            headers={
                "origin": HALL,
                "access-control-request-method": "POST",
                "access-control-request-headers": header,
            },
        )
    assert answer["access-control-allow-origin"] == HALL
    assert header in answer["access-control-allow-headers"]


@pytest.mark.django_db
@pytest.mark.parametrize(("origin", "may"), [(HALL, True), ("https://evil.example", False)])
def test_an_answer_is_read_by_named_origins_only(origin: str, may: bool) -> None:
    with override_settings(CORS_ALLOWED_ORIGINS=[HALL]):
        answer = Client().get("/api/v1/alerts", headers={"origin": origin})
    assert ("access-control-allow-origin" in answer) is may
    if may:
        assert "location" in answer["access-control-expose-headers"]
