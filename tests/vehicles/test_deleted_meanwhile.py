"""A list entry that is deleted while a read of it is decided: the read is decided anew, and stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from factory.alerts.models import Alert
from factory.sites.models import Site
from streaming.models import Camera
from tests.builders import client_of
from tests.vehicles.builders import PLATE, allow, block, make_camera, make_gate, make_guard
from vehicles import selectors, services
from vehicles.models import PlateRead, Vehicle
from vehicles.selectors import KnownCamera

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def deleted_after(monkeypatch: pytest.MonkeyPatch, site: Site) -> Callable[[int], None]:
    """Have the entry deleted as soon as the lists have answered, so many times."""
    look_up = selectors.listed

    def arrange(times: int) -> None:
        looks = list[int]()

        def listed(*args: Any) -> Any:
            found = look_up(*args)
            if len(looks) < times:
                looks.append(1)
                gone = Vehicle.objects.get(site=site)
                status = gone.status
                services.remove_vehicle(vehicle=gone)
                if len(looks) < times:
                    block(site) if status == "BLOCKED" else allow(site)
            return found

        monkeypatch.setattr(selectors, "listed", listed)

    return arrange


def posted(site: Site, *, key: str = "") -> Any:
    camera = make_camera(site)
    make_gate(site, camera, policy="open_for_authorized")
    body = {"ocr_text": PLATE, "ocr_confidence": 0.95, "camera": camera.camera_id}
    api = client_of(make_guard(site))
    response = api.post("/api/v1/vehicle/validate-plate", body, HTTP_IDEMPOTENCY_KEY=key)
    assert response.status_code == 200, response.content
    return response.json()


@pytest.mark.parametrize("list_it", [block, allow])
def test_once(
    site: Site, deleted_after: Callable[[int], None], list_it: Callable[[Site], Vehicle]
) -> None:
    list_it(site)
    deleted_after(1)
    answer = posted(site)
    assert (answer["status"], answer["opened"]) == ("UNKNOWN", False)
    assert (PlateRead.objects.count(), PlateRead.objects.get().vehicle) == (1, None)


def test_under_a_key(site: Site, deleted_after: Callable[[int], None]) -> None:
    """The first transaction takes the deletion, made in it here, back as well."""
    vehicle = block(site)
    deleted_after(1)
    answer = posted(site, key="k1")
    assert (answer["status"], PlateRead.objects.get().vehicle) == ("BLOCKED", vehicle)


def test_a_blocked_one_again_and_again(site: Site, deleted_after: Callable[[int], None]) -> None:
    block(site)
    deleted_after(3)
    answer = posted(site)
    assert (answer["status"], answer["valid"], answer["opened"]) == ("BLOCKED", False, False)
    assert PLATE in Alert.objects.get(kind="blocked-vehicle").text


def test_an_authorised_one_again_and_again(
    site: Site, deleted_after: Callable[[int], None]
) -> None:
    allow(site)
    # Asked twice at each try, since it would open.
    deleted_after(6)
    answer = posted(site)
    assert (answer["reason"], answer["requires_manual_review"]) == ("lists_unreadable", True)
    assert (PlateRead.objects.count(), connection.in_atomic_block) == (1, False)


class TestItsCamera:
    """A camera is remembered for a second: that long its reads name one that may have gone."""

    @pytest.fixture
    def body(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
        gone = KnownCamera(10**6, site.pk, "in")
        monkeypatch.setattr(selectors, "known_camera", lambda *_: gone)
        return {"ocr_text": PLATE, "ocr_confidence": 0.95, "camera": "CAM-GONE"}

    def send(self, site: Site, path: str, body: Any, *, key: str = "") -> Any:
        api = client_of(make_guard(site))
        return api.post(f"/api/v1/{path}", body, format="json", HTTP_IDEMPOTENCY_KEY=key)

    @pytest.mark.parametrize("key", ["", "k1"])
    def test_a_blocked_one_alerts(self, site: Site, body: dict[str, Any], key: str) -> None:
        block(site)
        answer = self.send(site, "vehicle/validate-plate", body, key=key)
        assert (answer.status_code, answer.json()["status"]) == (200, "BLOCKED")
        assert PLATE in Alert.objects.get(kind="blocked-vehicle").text
        assert PlateRead.objects.filter(text=PLATE, camera=None).count() == 1

    def test_any_other_is_held(self, site: Site, body: dict[str, Any]) -> None:
        allow(site)
        answer = self.send(site, "vehicle/validate-plate", body, key="k1").json()
        assert (answer["valid"], answer["requires_manual_review"]) == (False, True)

    @pytest.mark.parametrize("key", ["", "k1"])
    def test_a_bulk_is_to_be_sent_anew(
        self, site: Site, body: dict[str, Any], key: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        gone = Camera(pk=10**6, site=site, camera_id=body["camera"])
        with monkeypatch.context() as patched:
            patched.setattr(selectors, "cameras_of", lambda *_: {body["camera"]: gone})
            answer = self.send(site, "plate-reads", [body], key=key)
        assert answer.status_code == 409
        assert answer.json()["type"].endswith("gone-meanwhile")
        assert not PlateRead.objects.filter(text=PLATE).exists()
        (row,) = self.send(site, "plate-reads", [body], key=key).json()["reads"]
        assert (row["state"], row["errors"][0]["pointer"]) == ("refused", "/camera")
