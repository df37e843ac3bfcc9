"""Somebody holds the lists' table, as a migration does: a vehicle does not wait as long as they do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from rest_framework.test import APIClient

from factory.sites.models import Site
from tests.threads import ON_POSTGRES_ONLY
from tests.vehicles.builders import PLATE, block
from vehicles.models import PlateRead, Vehicle
from vehicles.plates import read_plate
from vehicles.services import deciding, judging

pytestmark = ON_POSTGRES_ONLY


@pytest.fixture
def held(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The lists are held until the test is over."""
    block(site)
    monkeypatch.setattr(judging, "LONGEST_LOOKUP", 0.1)
    monkeypatch.setattr(deciding, "LONGEST_DECISION", 0.5)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(f"LOCK TABLE {Vehicle._meta.db_table} IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        other.close()


def test_lists_that_are_held_are_lists_that_cannot_be_read(held: None, site: Site) -> None:
    assert not judging.ask_lists(site.pk, read_plate(PLATE)).hits.readable


def test_the_call_is_answered_and_nothing_opens(held: None, api: APIClient) -> None:
    body = {"ocr_text": PLATE, "ocr_confidence": 0.99}
    answer = api.post("/api/v1/vehicle/validate-plate", body, format="json")
    assert answer.status_code == 503
    assert "nothing was opened" in answer.json()["detail"]
    assert not PlateRead.objects.exists()
