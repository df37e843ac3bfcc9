"""What is answered where there is nothing: a problem under /api, a page elsewhere."""

from __future__ import annotations

import pytest
from django.test import Client


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
