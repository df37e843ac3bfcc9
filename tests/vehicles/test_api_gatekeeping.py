"""The guide's calls through HTTP: the decision table row by row, scoping, repeats, figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from rest_framework.test import APIClient

from factory.core import clock
from factory.sites.models import Site
from streaming.models import Camera
from tests.builders import client_of, default_site, make_device, make_site, make_user
from tests.vehicles.builders import PLATE, allow, block, make_camera, make_gate, make_guard, see
from vehicles import selectors, services
from vehicles.models import GateEvent, PlateRead, Vehicle

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
VALIDATE = "/api/v1/vehicle/validate-plate"
GUIDE = {"ocr_text": "KA 01 AB 1234", "ocr_confidence": 0.92, "vehicle_track_id": 5}
ROW = ("valid", "status", "should_trigger_gate_event", "requires_manual_review")


@pytest.fixture
def site() -> Site:
    return default_site()


@pytest.fixture
def api(site: Site) -> APIClient:
    return client_of(make_guard(site))


def validate(api: APIClient, **body: Any) -> dict[str, Any]:
    response = api.post(VALIDATE, GUIDE | body)
    assert response.status_code == 200, response.json()
    answer: dict[str, Any] = response.json()
    return answer


def row(answer: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(answer[name] for name in ROW)


class TestDecisionTable:
    def test_on_no_list(self, api: APIClient) -> None:
        answer = validate(api)
        assert row(answer) == (True, "UNKNOWN", True, False)
        assert answer["alert_message"] is None
        assert (answer["plate_number"], answer["confidence"]) == (PLATE, 0.92)

    def test_authorised_and_within_its_hours(self, api: APIClient, site: Site) -> None:
        allow(site)
        answer = validate(api)
        assert row(answer) == (True, "AUTHORIZED", True, False)
        assert answer["alert_message"] is None

    def test_authorised_outside_its_validity(self, api: APIClient, site: Site) -> None:
        allow(site, valid_until=clock.now() - timedelta(minutes=1))
        answer = validate(api)
        assert row(answer) == (True, "AUTHORIZED", False, True)
        assert "ended" in answer["alert_message"]

    def test_authorised_outside_its_hours(self, api: APIClient, site: Site) -> None:
        allow(site, hours="Mon 06:00-07:00")
        answer = validate(api, timestamp="2026-11-23T08:00:00")
        assert row(answer) == (True, "AUTHORIZED", False, True)
        assert "hours" in answer["alert_message"]

    @pytest.mark.parametrize(
        "body", [{}, {"ocr_confidence": 0.1}, {"character_confidences": [0.9, 0.2]}]
    )
    def test_blocked_whatever_the_other_layers_say(
        self, api: APIClient, site: Site, body: dict[str, Any]
    ) -> None:
        block(site)
        answer = validate(api, **body)
        assert row(answer) == (False, "BLOCKED", False, True)
        assert "blocked vehicle KA01AB1234: Stolen vehicle" in answer["alert_message"]

    def test_blocked_although_no_legal_plate(self, api: APIClient, site: Site) -> None:
        block(site, "B-XY 77")
        answer = validate(api, ocr_text="b xy 77")
        assert row(answer) == (False, "BLOCKED", False, True)

    def test_one_confusion_away_from_a_blocked_one(self, api: APIClient, site: Site) -> None:
        block(site, "KA01A81234")
        answer = validate(api)
        assert row(answer) == (False, "UNKNOWN", False, True)
        assert "possible" in answer["alert_message"]

    def test_authorised_yet_one_confusion_away_from_a_blocked_one(
        self, api: APIClient, site: Site
    ) -> None:
        allow(site)
        block(site, "KA01A81234")
        answer = validate(api)
        assert row(answer) == (False, "AUTHORIZED", False, True)
        assert "possible" in answer["alert_message"]

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            ({"ocr_confidence": 0.85}, "0.85 is not above 0.85"),
            ({"character_confidences": [0.99, 0.5]}, "0.5 is not above"),
            ({"ocr_text": "ZZ99QQ0000"}, "no legal plate"),
            ({"ocr_text": "KAO1AB1234"}, "only if mended"),
            ({"ocr_text": ""}, "no plate text"),
            ({"ocr_text": "🚗"}, "no plate text"),
        ],
    )
    def test_held(self, api: APIClient, body: dict[str, Any], said: str) -> None:
        answer = validate(api, **body)
        assert row(answer) == (False, "UNKNOWN", False, True)
        assert said in answer["alert_message"]

    def test_a_mended_read_of_an_authorised_plate_stays_unknown(
        self, api: APIClient, site: Site
    ) -> None:
        allow(site)
        assert row(validate(api, ocr_text="KAO1AB1234")) == (False, "UNKNOWN", False, True)

    def test_a_list_that_cannot_be_read(
        self, api: APIClient, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def gone(*_args: object) -> None:
            raise OperationalError("gone")

        monkeypatch.setattr(selectors, "listed", gone)
        answer = validate(api)
        assert row(answer) == (False, "UNKNOWN", False, True)
        assert "lists could not be read" in answer["alert_message"]


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


class TestOnce:
    def test_the_same_key_is_answered_from_memory(self, api: APIClient) -> None:
        headers = {"Idempotency-Key": "k1"}
        first = api.post(VALIDATE, GUIDE, headers=headers)
        again = api.post(VALIDATE, GUIDE, headers=headers)
        assert first.json() == again.json()
        assert again.headers["Idempotency-Replayed"] == "true"
        assert PlateRead.objects.count() == 1

    def test_the_same_key_with_another_body(self, api: APIClient) -> None:
        headers = {"Idempotency-Key": "k1"}
        api.post(VALIDATE, GUIDE, headers=headers)
        other = api.post(VALIDATE, GUIDE | {"vehicle_track_id": 6}, headers=headers)
        assert other.status_code == 409

    def test_the_same_key_for_another_site(self, site: Site) -> None:
        other = make_site()
        both = client_of(make_user((site, "security"), (other, "security")))
        first, strange, again = (
            both.post(f"{VALIDATE}?site={one.pk}", GUIDE, headers={"Idempotency-Key": "k1"})
            for one in (site, other, site)
        )
        assert (first.status_code, strange.status_code) == (200, 409)
        assert strange.json()["type"].endswith("idempotency-key-reused")
        assert again.json() == first.json()
        assert PlateRead.objects.get().site == site

    def test_a_routes_two_addresses_share_their_keys(self, api: APIClient) -> None:
        headers = {"Idempotency-Key": "k1"}
        first = api.post(VALIDATE, GUIDE, headers=headers)
        again = api.post(VALIDATE.replace("/v1", ""), GUIDE, headers=headers)
        assert again.json() == first.json()
        assert PlateRead.objects.count() == 1


class TestLists:
    def test_block_and_unblock(self, api: APIClient) -> None:
        body = {
            "plate": "ka-01 ab 1234",
            "reason": "Stolen vehicle",
            "reported_by": "Officer_Smith",
        }
        blocked = api.post("/api/v1/vehicle/block-plate", body)
        assert blocked.status_code == 200
        assert blocked.json() == {
            "plate_number": PLATE,
            "status": "BLOCKED",
            "reason": "Stolen vehicle",
            "reported_by": "Officer_Smith",
            "vehicle": Vehicle.objects.get().pk,
        }
        assert validate(api)["status"] == "BLOCKED"
        unblocked = api.post("/api/v1/vehicle/unblock-plate", {"plate": PLATE})
        assert unblocked.json()["status"] == "UNKNOWN"
        assert row(validate(api)) == (True, "UNKNOWN", True, False)

    @pytest.mark.parametrize("nobody", ["", None])
    def test_reported_by_nobody(self, api: APIClient, nobody: str | None) -> None:
        body = {"plate": PLATE, "reason": "x", "reported_by": nobody}
        blocked = api.post("/api/v1/vehicle/block-plate", body)
        assert (blocked.status_code, blocked.json()["reported_by"]) == (200, "")
        lifted = api.post("/api/v1/vehicle/unblock-plate", {"plate": PLATE, "reason": nobody})
        assert lifted.status_code == 200

    @pytest.mark.parametrize("plate", ["🚗", "x" * 21, "---"])
    def test_no_plate(self, api: APIClient, plate: str) -> None:
        body = {"plate": plate, "reason": "x"}
        response = api.post("/api/v1/vehicle/block-plate", body)
        assert response.status_code == 400
        assert response.json()["errors"][0]["pointer"] == "/plate"

    def test_a_reason_is_needed(self, api: APIClient) -> None:
        response = api.post("/api/v1/vehicle/block-plate", {"plate": PLATE})
        assert response.json()["errors"][0]["pointer"] == "/reason"

    def test_unblocking_what_was_never_listed(self, api: APIClient) -> None:
        assert api.post("/api/v1/vehicle/unblock-plate", {"plate": PLATE}).status_code == 404

    def test_a_list_edited_in_mid_request_without_a_gate(
        self, api: APIClient, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nothing would open, so nothing is asked twice: the second look back finds the read."""
        look_up = selectors.listed

        def and_then_blocked(*args: Any) -> Any:
            found = look_up(*args)
            block(site)
            return found

        with monkeypatch.context() as patch:
            patch.setattr(selectors, "listed", and_then_blocked)
            assert validate(api)["valid"]
        vehicle = Vehicle.objects.get()
        recheck = vehicle.rechecks.order_by("not_before").last()
        assert recheck is not None
        vehicle.rechecks.update(not_before=clock.now())
        services.run_rechecks(pks=[recheck.pk])
        recheck.refresh_from_db()
        assert recheck.hits == 1


def test_figures(api: APIClient, site: Site) -> None:
    block(site)
    allow(site, "MH12DE5678")
    allow(make_site(), "MH12DE5678")
    for text, confidence in ((PLATE, 0.99), ("KA05MJ4821", 0.99), ("KA05MJ4821", 0.3), ("??", 1)):
        see(site, text, confidence=confidence)
    figures = api.get("/api/v1/vehicle/gate-stats").json()
    assert {name: figures[name] for name in figures if name != "supported_formats"} == {
        "blocked_vehicles": 1,
        "authorized_vehicles": 1,
        "ocr_threshold": 0.85,
        "reads_today": 4,
        "rejections_by_layer": {"confidence": 1, "format": 1, "list": 1},
        "alerts_today": 1,
    }
    assert "standard: KA01AB1234" in figures["supported_formats"]


class TestQueries:
    """Fixed numbers, so that none creeps in. Savepoints are the tests' own and not counted."""

    @pytest.fixture
    def camera(self, site: Site) -> Camera:
        camera = make_camera(site)
        make_gate(site, camera)
        return camera

    def count(self, api: APIClient, django_assert_max_num_queries: Any, **body: Any) -> int:
        validate(api, **body)
        with django_assert_max_num_queries(40) as asked:
            validate(api, **body)
        plain = ("SAVEPOINT", "RELEASE")
        queries = [query["sql"] for query in asked.captured_queries]
        return sum(not sql.startswith(plain) for sql in queries)

    def test_without_a_camera(self, api: APIClient, django_assert_max_num_queries: Any) -> None:
        # session, user, site, settings, lists, event, read
        assert self.count(api, django_assert_max_num_queries) <= 7

    def test_with_a_camera(
        self, api: APIClient, camera: Camera, django_assert_max_num_queries: Any
    ) -> None:
        # besides: camera, gate, past; no event for a repeat
        number = self.count(api, django_assert_max_num_queries, camera=camera.pk)
        assert number <= 9

    def test_however_long_the_lists(
        self, api: APIClient, site: Site, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(30):
            block(site, f"MH12XX{number + 1:04d}")
        assert self.count(api, django_assert_max_num_queries) <= 7


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
