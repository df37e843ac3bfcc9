"""What the guide's call takes and refuses, and who may make it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from factory.sites.models import Site
from tests.builders import client_of, default_site, make_device, make_site, make_user
from tests.vehicles.asking import GUIDE, VALIDATE, validate
from tests.vehicles.builders import PLATE, block, make_camera, make_gate
from vehicles.models import GateEvent, PlateRead, Vehicle

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


class TestInput:
    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"ocr_confidence": 92}, "/ocr_confidence"),
            ({"ocr_text": None}, "/ocr_text"),
            ({"ocr_text": "x" * 10_001}, "/ocr_text"),
            ({"vehicle_track_id": "x" * 65}, "/vehicle_track_id"),
            ({"character_confidences": [2]}, "/character_confidences/0"),
            ({"timestamp": "yesterday"}, "/timestamp"),
        ],
    )
    def test_a_bad_value_is_named(self, api: APIClient, body: dict[str, Any], pointer: str) -> None:
        response = api.post(VALIDATE, GUIDE | body)
        assert response.status_code == 400
        assert pointer in {error["pointer"] for error in response.json()["errors"]}

    def test_a_naive_time_is_the_sites(self, api: APIClient) -> None:
        default_site(time_zone="Asia/Kolkata")
        validate(api, timestamp="2026-11-23T08:00:00")
        stored = PlateRead.objects.get().captured_at
        assert stored.isoformat() == "2026-11-23T02:30:00+00:00"

    @pytest.mark.parametrize("minutes", [-55, -2, 0, 6, 20])
    def test_of_a_time_that_comes_twice_the_block_list_is_asked(
        self, api: APIClient, minutes: int
    ) -> None:
        block(default_site(time_zone="Europe/Berlin"), PLATE)
        second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
        with time_machine.travel(second + timedelta(minutes=minutes), tick=False):
            answer = validate(api, ocr_text=PLATE, timestamp="2026-10-25T02:30:00")
        assert answer["status"] == "BLOCKED"
        first = second - timedelta(hours=1)
        assert PlateRead.objects.get().captured_at == (first if minutes == -55 else second)

    def test_the_unversioned_path(self, api: APIClient) -> None:
        assert api.post("/api/vehicle/validate-plate", GUIDE).status_code == 200

    @pytest.mark.parametrize(("name", "status"), [(r"\ud800", 400), (r"CAM\u0000", 404)])
    def test_a_camera_by_what_is_no_name(self, api: APIClient, name: str, status: int) -> None:
        body = f'{{"ocr_text": "KA01AB1234", "ocr_confidence": 0.9, "camera": "{name}"}}'
        answer = api.post(VALIDATE, body, content_type="application/json")
        assert answer.status_code == status
        rows = api.post("/api/v1/plate-reads", f"[{body}]", content_type="application/json").json()
        assert rows["reads"][0]["state"] == "refused"

    @pytest.mark.parametrize("by", ["pk", "camera_id"])
    def test_a_camera_by_number_or_name(self, api: APIClient, site: Site, by: str) -> None:
        camera = make_camera(site)
        gate = make_gate(site, camera, policy="open_for_any_valid")
        answer = validate(api, camera=getattr(camera, by))
        assert (answer["opened"], answer["repeated"]) == (True, False)
        assert GateEvent.objects.get().gate == gate
        assert validate(api, camera=getattr(camera, by))["repeated"]


class TestWhoMay:
    def test_nobody_unknown(self) -> None:
        assert APIClient().post(VALIDATE, GUIDE).status_code == 401

    @pytest.mark.parametrize("role", ["viewer", "hr", "manager", "employee"])
    def test_not_every_role(self, site: Site, role: str) -> None:
        api = client_of(make_user((site, role)))
        assert api.post(VALIDATE, GUIDE).status_code == 403
        body = {"plate": PLATE, "reason": "x"}
        assert api.post("/api/v1/vehicle/block-plate", body).status_code == 403

    def test_a_device_sends_reads_and_edits_no_list(self, site: Site) -> None:
        device, key = make_device(site, kind="anpr")
        api = APIClient()
        api.credentials(HTTP_AUTHORIZATION=f"Device {key}")
        body = GUIDE | {"event_id": "e-1"}
        first, again = (api.post(VALIDATE, body).json() for _ in range(2))
        assert first == again
        assert PlateRead.objects.get().device == device
        blocking = api.post("/api/v1/vehicle/block-plate", {"plate": PLATE, "reason": "x"})
        assert blocking.status_code == 403

    def test_a_camera_of_another_site_does_not_exist(self, api: APIClient) -> None:
        strange = make_camera(make_site())
        for name in (strange.pk, strange.camera_id):
            assert api.post(VALIDATE, GUIDE | {"camera": name}).status_code == 404
        assert not PlateRead.objects.exists()

    def test_a_camera_of_mine_at_a_site_that_is_not_its_own(self, site: Site) -> None:
        other = make_site()
        api = client_of(make_user((site, "security"), (other, "security")))
        body = GUIDE | {"camera": make_camera(other).pk, "site": site.pk}
        assert api.post(VALIDATE, body).status_code == 404

    def test_another_site_is_not_found(self, api: APIClient) -> None:
        strange = make_site()
        assert api.post(VALIDATE, GUIDE | {"site": strange.pk}).status_code == 404
        stats = api.get("/api/v1/vehicle/gate-stats", {"site": strange.pk})
        assert stats.status_code == 404
        body = {"plate": PLATE, "reason": "x", "site": strange.pk}
        assert api.post("/api/v1/vehicle/block-plate", body).status_code == 404
        assert not Vehicle.objects.exists()


def test_what_is_optional_may_be_null(site: Site) -> None:
    device, key = make_device(site)
    box = APIClient()
    box.credentials(HTTP_AUTHORIZATION=f"Device {key}")
    nothing = ("event_id", "character_confidences", "camera", "timestamp", "vehicle_track_id")
    body = GUIDE | dict.fromkeys(nothing)
    for answer in (box.post(VALIDATE, body), box.post("/api/v1/plate-reads", [body])):
        assert answer.status_code < 300, answer.json()
    assert set(PlateRead.objects.values_list("device_event_id", flat=True)) == {""}
    assert PlateRead.objects.filter(device=device).count() == 2
