"""A request may be refused for what else it says: its blocked vehicle is told of all the same."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from factory.alerts.models import Alert
from factory.sites.models import Site
from tests.vehicles.asking import GUIDE, VALIDATE
from tests.vehicles.builders import PLATE, block, make_camera, make_gate
from vehicles.models import GateEvent, PlateRead

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
BULK = "/api/v1/plate-reads"
WRONG = [
    pytest.param({"ocr_confidence": 93.5}, 400, id="a confidence in percent"),
    pytest.param({"ocr_confidence": "high"}, 400, id="a confidence in words"),
    pytest.param({"character_confidences": [2]}, 400, id="a character's in percent"),
    pytest.param({"vehicle_track_id": "x" * 65}, 400, id="a long track"),
    pytest.param({"timestamp": "yesterday"}, 400, id="no time"),
    pytest.param({"camera": "CAM-NOWHERE"}, 404, id="an unknown camera"),
]


@pytest.mark.parametrize(("wrong", "status"), WRONG)
def test_a_blocked_vehicle_is_told_of(
    api: APIClient, site: Site, wrong: dict[str, Any], status: int
) -> None:
    block(site)
    assert api.post(VALIDATE, GUIDE | {"ocr_text": PLATE} | wrong).status_code == status
    assert Alert.objects.get().kind == "blocked-vehicle"
    read = PlateRead.objects.get()
    assert (read.status, read.should_trigger_gate_event) == ("BLOCKED", False)


def test_one_that_may_be_blocked_too(api: APIClient, site: Site) -> None:
    block(site, "KA01AB1234")
    api.post(VALIDATE, GUIDE | {"ocr_text": "KA01A81234", "ocr_confidence": 93.5})
    assert Alert.objects.get().kind == "possible-blocked-vehicle"


def test_it_is_told_of_where_it_was_seen(api: APIClient, site: Site) -> None:
    block(site)
    camera = make_camera(site)
    gate = make_gate(site, camera, policy="open_for_any_valid")
    for _ in range(3):
        body = {"ocr_text": PLATE, "ocr_confidence": 93.5, "camera": camera.camera_id}
        assert api.post(VALIDATE, GUIDE | body).status_code == 400
    event = GateEvent.objects.get()
    assert (event.gate, event.opened, Alert.objects.get().count) == (gate, False, 1)


@pytest.mark.parametrize("text", [PLATE, "", None, 7, ["KA01AB1234"]])
@pytest.mark.parametrize("body", [{"ocr_confidence": 93.5}, {"camera": "CAM-NOWHERE"}])
def test_of_others_nothing_is_stored(api: APIClient, text: Any, body: dict[str, Any]) -> None:
    answer = api.post(VALIDATE, GUIDE | {"ocr_text": text} | body, format="json")
    assert answer.status_code in {400, 404}
    assert not PlateRead.objects.exists()
    assert not Alert.objects.exists()


@pytest.mark.parametrize(("wrong", "status"), WRONG)
def test_so_it_is_in_bulk(api: APIClient, site: Site, wrong: dict[str, Any], status: int) -> None:
    block(site)
    rows = [GUIDE | {"ocr_text": PLATE} | wrong, GUIDE | {"ocr_text": "KA05MN5678"} | wrong]
    answer = api.post(BULK, rows, format="json")
    assert [one["state"] for one in answer.json()["reads"]] == ["refused"] * 2
    assert Alert.objects.get().kind == "blocked-vehicle"
    assert PlateRead.objects.get().text == PLATE
