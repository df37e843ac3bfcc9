"""Reads with a time that cannot be, or without a confidence: held, and held against the block list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from factory.alerts.models import Alert
from factory.core import clock
from factory.sites.models import Device, Site
from streaming.models import Camera
from tests.builders import make_device
from tests.vehicles.builders import PLATE, allow, block, make_camera, make_gate
from vehicles.models import GateEvent, PlateCamera, PlateRead
from vehicles.services import device_clocks

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
VALIDATE = "/api/v1/vehicle/validate-plate"
AHEAD = timedelta(minutes=6)


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    device_clocks._known.clear()
    yield
    device_clocks._known.clear()


@pytest.fixture
def camera(site: Site) -> Camera:
    made = make_camera(site)
    make_gate(site, made, policy="open_for_any_valid")
    return made


@pytest.fixture
def api(site: Site) -> APIClient:
    _, key = make_device(site)
    box = APIClient()
    box.credentials(HTTP_AUTHORIZATION=f"Device {key}")
    return box


def send(api: APIClient, camera: Camera, **body: Any) -> dict[str, Any]:
    read = {"ocr_text": PLATE, "ocr_confidence": 0.95, "camera": camera.camera_id} | body
    response = api.post(VALIDATE, read, format="json")
    assert response.status_code == 200, response.json()
    answer: dict[str, Any] = response.json()
    return answer


def ahead() -> str:
    return (clock.now() + AHEAD).isoformat()


TIMES = ["0001-01-01T00:00:00+05:30", "1970-01-01T00:07:00Z", "2099-01-01T00:00:00Z"]


@pytest.mark.parametrize("at", TIMES)
def test_a_time_that_cannot_be_holds_and_is_not_stored(
    api: APIClient, site: Site, camera: Camera, at: str
) -> None:
    allow(site)
    answer = send(api, camera, timestamp=at)
    assert (answer["valid"], answer["opened"], answer["requires_manual_review"]) == (
        False,
        False,
        True,
    )
    assert "the clock of its sender is wrong" in answer["alert_message"]
    read = PlateRead.objects.get()
    assert (read.reason, read.captured_at) == ("wrong_time", read.received_at)
    assert not GateEvent.objects.exists()


@pytest.mark.parametrize("at", TIMES)
def test_a_blocked_vehicle_is_alerted_whatever_the_clock_says(
    api: APIClient, site: Site, camera: Camera, at: str
) -> None:
    block(site)
    answer = send(api, camera, timestamp=at)
    assert (answer["status"], answer["opened"]) == ("BLOCKED", False)
    assert GateEvent.objects.get().decision == "blocked"
    assert Alert.objects.filter(kind="blocked-vehicle").count() == 1


def test_votes_make_no_such_read_believed(api: APIClient, site: Site, camera: Camera) -> None:
    PlateCamera.objects.create(site=site, camera=camera, votes_needed=2)
    answers = [send(api, camera, timestamp=ahead(), vehicle_track_id=7) for _ in range(3)]
    assert [(one["valid"], one["opened"]) for one in answers] == [(False, False)] * 3
    assert not GateEvent.objects.exists()


def test_a_box_that_is_minutes_fast_is_told_of(api: APIClient, camera: Camera) -> None:
    for _ in range(3):
        send(api, camera, timestamp=ahead())
    assert "ahead of ours" in Alert.objects.get(kind="device-clock").text
    box = Device.objects.get()
    assert box.clock_skew is not None
    assert abs(box.clock_skew - AHEAD) < timedelta(seconds=5)


@pytest.mark.parametrize("body", [{"ocr_confidence": None}, {}], ids=["null", "missing"])
def test_no_confidence_is_none_at_all(
    api: APIClient, site: Site, camera: Camera, body: dict[str, Any]
) -> None:
    read = {"ocr_text": PLATE, "camera": camera.camera_id} | body
    held = api.post(VALIDATE, read, format="json").json()
    assert (held["valid"], held["opened"], held["confidence"]) == (False, False, 0.0)
    assert PlateRead.objects.get().reason == "low_confidence"
    block(site, "MH12DE5678")
    found = api.post(VALIDATE, read | {"ocr_text": "MH12DE5678"}, format="json").json()
    assert (found["status"], found["opened"]) == ("BLOCKED", False)
