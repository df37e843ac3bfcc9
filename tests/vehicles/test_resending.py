"""A device's own names of its reads: one sent again is answered as before, another one is decided."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from factory.alerts.models import Alert
from factory.core import clock
from factory.sites.models import Device, Site
from streaming.models import Camera
from tests.builders import default_site, make_device
from tests.vehicles.builders import PLATE, block, make_camera, make_gate
from vehicles import services
from vehicles.models import PlateRead
from vehicles.services import SeenPlate

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
BLOCKED = "MH12DE5678"


@pytest.fixture
def site() -> Site:
    site = default_site()
    block(site, BLOCKED)
    return site


@pytest.fixture
def camera(site: Site) -> Camera:
    camera = make_camera(site)
    make_gate(site, camera, policy="open_for_any_valid")
    return camera


@pytest.fixture
def box(site: Site) -> tuple[Device, APIClient]:
    device, key = make_device(site)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Device {key}")
    return device, client


def body_of(camera: Camera, text: str, **more: Any) -> dict[str, Any]:
    known = {"ocr_text": text, "ocr_confidence": 0.95, "camera": camera.camera_id, "event_id": "1"}
    return known | more


def test_a_blocked_plate_under_the_name_of_another(
    camera: Camera, box: tuple[Device, APIClient]
) -> None:
    first, second = (
        box[1].post("/api/v1/vehicle/validate-plate", body_of(camera, text)).json()
        for text in (PLATE, BLOCKED)
    )
    assert (first["opened"], "event_id_reused" in first) == (True, False)
    assert (second["status"], second["opened"], second["event_id_reused"]) == (
        "BLOCKED",
        False,
        True,
    )
    assert list(PlateRead.objects.order_by("pk").values_list("device_event_id", flat=True)) == [
        "1",
        "",
    ]
    kinds = set(Alert.objects.values_list("kind", flat=True))
    assert kinds == {"blocked-vehicle", "device-event-id"}


def test_in_bulk_too(camera: Camera, box: tuple[Device, APIClient]) -> None:
    box[1].post("/api/v1/plate-reads", [body_of(camera, PLATE)])
    rows = [body_of(camera, BLOCKED), body_of(camera, PLATE), body_of(camera, BLOCKED)]
    taken = box[1].post("/api/v1/plate-reads", rows).json()["reads"]
    assert [row["known"] for row in taken] == [False, True, False]
    assert [[one["pointer"] for one in row.get("errors", [])] for row in taken] == [
        ["/event_id"],
        [],
        ["/event_id"],
    ]
    for read in PlateRead.objects.filter(state="pending"):
        services.check_read(pk=read.pk)
    assert PlateRead.objects.filter(status="BLOCKED").count() == 2
    assert Alert.objects.filter(kind="device-event-id").count() == 1


def test_two_of_one_bulk(camera: Camera, box: tuple[Device, APIClient]) -> None:
    rows = [body_of(camera, PLATE), body_of(camera, BLOCKED), body_of(camera, PLATE)]
    taken = box[1].post("/api/v1/plate-reads", rows).json()["reads"]
    assert [row["known"] for row in taken] == [False, False, True]


@pytest.mark.parametrize(
    ("changed", "is_new"),
    [
        ({}, False),
        ({"text": "ka 01 ab 1234"}, True),
        ({"ago": 60}, True),
        ({"elsewhere": True}, True),
    ],
    ids=["the same", "another text", "another moment", "another camera"],
)
def test_what_is_the_same(
    site: Site, camera: Camera, box: tuple[Device, APIClient], changed: dict[str, Any], is_new: bool
) -> None:
    now = clock.now()

    def sent(*, text: str = PLATE, ago: int = 5, elsewhere: bool = False) -> PlateRead:
        place = make_camera(site) if elsewhere else camera
        seen = SeenPlate(
            text=text,
            confidence=0.95,
            camera_id=place.pk,
            device_id=box[0].pk,
            event_id="1",
            captured_at=now - timedelta(seconds=ago),
        )
        return services.decide_read(site=site, seen=seen)

    assert (sent().pk != sent(**changed).pk) is is_new


@pytest.mark.parametrize(("minutes", "is_new"), [(59, False), (61, True)])
def test_one_without_a_time(
    site: Site, box: tuple[Device, APIClient], minutes: int, is_new: bool
) -> None:
    seen = SeenPlate(text=PLATE, confidence=0.95, device_id=box[0].pk, event_id="1")
    first = services.decide_read(site=site, seen=seen)
    before = clock.now() - timedelta(minutes=minutes)
    PlateRead.objects.filter(pk=first.pk).update(received_at=before)
    assert (services.decide_read(site=site, seen=seen).pk != first.pk) is is_new


def test_one_without_a_time_that_was_blocked_since(
    site: Site, camera: Camera, box: tuple[Device, APIClient]
) -> None:
    body = body_of(camera, PLATE)
    first = box[1].post("/api/v1/vehicle/validate-plate", body).json()
    block(site)
    second = box[1].post("/api/v1/vehicle/validate-plate", body).json()
    assert (first["opened"], second["status"], second["opened"]) == (True, "BLOCKED", False)
    assert Alert.objects.filter(kind="blocked-vehicle").count() == 1
