"""Vehicles, gates, reads and events as REST collections: scoped, filtered, without a query a row."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from factory.audit.models import Entry
from factory.sites.models import Site
from tests.builders import client_of, make_device, make_site, make_user
from tests.vehicles.builders import PLATE, allow, block, make_camera, make_gate, see
from vehicles.models import Gate, GateEvent, Vehicle

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
V1 = "/api/v1/"


class TestVehicles:
    def test_added_changed_and_removed(self, api: APIClient) -> None:
        body = {"plate": "KA 1 AB 1234", "status": "AUTHORIZED", "hours": "Mon-Sat 06:00-22:00"}
        made = api.post(f"{V1}vehicles", body)
        assert made.status_code == 201
        assert (made.json()["key"], made.json()["status"]) == (PLATE, "AUTHORIZED")
        address = f"{V1}vehicles/{made.json()['id']}"
        changed = api.patch(address, {"owner": "Asha"})
        assert (changed.json()["owner"], changed.json()["key"]) == ("Asha", PLATE)
        assert api.delete(address).status_code == 204
        acts = Entry.objects.order_by("pk").values_list("act", flat=True)
        assert list(acts) == ["vehicles.add", "vehicles.change", "vehicles.remove"]

    def test_blocking_by_patch_looks_back_too(self, api: APIClient, site: Site) -> None:
        vehicle = allow(site)
        api.patch(f"{V1}vehicles/{vehicle.pk}", {"status": "BLOCKED", "reason": "theft"})
        assert vehicle.rechecks.count() == 2

    def test_nobody_is_blocked_without_a_reason(self, api: APIClient, site: Site) -> None:
        path, body = f"{V1}vehicles/{allow(site).pk}", {"status": "BLOCKED"}
        for answer in (
            api.patch(path, body),
            api.post(f"{V1}vehicles", body | {"plate": "MH1AB1"}),
        ):
            assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/reason")

    def test_nobody_stays_blocked_without_a_reason(self, api: APIClient, site: Site) -> None:
        path = f"{V1}vehicles/{block(site).pk}"
        answer = api.patch(path, {"reason": " "})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/reason")
        assert api.patch(path, {"owner": "Asha"}).status_code == 200

    def test_a_plate_does_not_change(self, api: APIClient, site: Site) -> None:
        path = f"{V1}vehicles/{allow(site).pk}"
        answer = api.patch(path, {"plate": "KA01AB9999"})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/plate")
        assert api.patch(path, {"plate": "ka 01 ab 1234", "owner": "Asha"}).status_code == 200

    def test_one_that_is_listed(self, api: APIClient, site: Site) -> None:
        allow(site)
        response = api.post(f"{V1}vehicles", {"plate": "ka01ab1234"})
        assert (response.status_code, response.json()["errors"][0]["pointer"]) == (409, "/plate")

    def test_bad_hours(self, api: APIClient) -> None:
        response = api.post(f"{V1}vehicles", {"plate": PLATE, "hours": "whenever"})
        assert response.json()["errors"][0]["pointer"] == "/hours"

    @pytest.mark.parametrize(
        ("query", "count"),
        [("", 3), ("?status=BLOCKED", 1), ("?plate=ka 01", 2), ("?kind=bus", 0)],
    )
    def test_filters(self, api: APIClient, site: Site, query: str, count: int) -> None:
        allow(site)
        allow(site, "KA01ZZ9999")
        block(site, "MH12DE5678")
        assert api.get(f"{V1}vehicles{query}").json()["count"] == count


class TestGates:
    def test_made_with_its_cameras(self, api: APIClient, site: Site) -> None:
        camera = make_camera(site)
        body = {"name": "North", "cameras": [camera.pk], "policy": "open_for_any_valid"}
        made = api.post(f"{V1}gates", body)
        assert made.status_code == 201, made.json()
        assert list(Gate.objects.get().cameras.all()) == [camera]

    def test_the_kill_switch_is_on_record(self, api: APIClient, site: Site) -> None:
        gate = make_gate(site, make_camera(site))
        api.patch(f"{V1}gates/{gate.pk}", {"halted": True})
        gate.refresh_from_db()
        assert (gate.halted, gate.cameras.count()) == (True, 1)
        assert Entry.objects.get(act="vehicles.save_gate").detail["changed"] == ["halted"]

    def test_a_name_is_taken_once(self, api: APIClient) -> None:
        codes = [api.post(f"{V1}gates", {"name": "North"}).status_code for _ in range(2)]
        assert codes == [201, 400]

    def test_a_camera_of_another_site(self, api: APIClient) -> None:
        strange = make_camera(make_site())
        response = api.post(f"{V1}gates", {"name": "North", "cameras": [strange.pk]})
        assert response.status_code == 404
        assert not Gate.objects.exists()

    def test_a_camera_looks_at_one_gate(self, api: APIClient, site: Site) -> None:
        camera = make_camera(site)
        gate = make_gate(site, camera)
        body = {"name": "North", "cameras": [camera.pk]}
        response = api.post(f"{V1}gates", body)
        assert (response.status_code, response.json()["errors"][0]["pointer"]) == (409, "/cameras")
        assert gate.name in response.json()["detail"]
        assert api.patch(f"{V1}gates/{gate.pk}", {"cameras": [camera.pk]}).status_code == 200
        assert list(Gate.objects.all()) == [gate]

    def test_a_camera_of_my_other_site(self, site: Site) -> None:
        other = make_site()
        api = client_of(make_user((site, "security"), (other, "security")))
        body = {"name": "North", "site": site.pk, "cameras": [make_camera(other).pk]}
        assert api.post(f"{V1}gates", body).status_code == 404
        assert not Gate.objects.exists()


class TestFacts:
    def test_reads_newest_first(self, api: APIClient, site: Site) -> None:
        see(site)
        see(site, "??")
        found = api.get(f"{V1}plate-reads").json()["results"]
        assert [one["text"] for one in found] == ["", PLATE]
        held = api.get(f"{V1}plate-reads?review=true").json()["results"]
        assert [one["reason"] for one in held] == ["no_text"]

    @pytest.mark.parametrize("rows", ["plate-reads", "gate-events"])
    def test_they_are_not_edited(self, api: APIClient, site: Site, rows: str) -> None:
        read = see(site)
        pk = read.pk if rows == "plate-reads" else read.event_id
        for method in (api.put, api.patch, api.delete):
            assert method(f"{V1}{rows}/{pk}", {}).status_code == 405

    def test_opened_by_hand(self, api: APIClient, site: Site) -> None:
        camera = make_camera(site)
        make_gate(site, camera)
        event = see(site, camera=camera).event
        assert event is not None
        address = f"{V1}gate-events/{event.pk}/open"
        assert api.post(address, {}).status_code == 400
        opened = api.post(address, {"why": "known driver"})
        assert (opened.status_code, opened.json()["overridden_why"]) == (200, "known driver")
        assert api.post(address, {"why": "again"}).status_code == 409

    def test_a_held_read_is_admitted(self, api: APIClient, site: Site) -> None:
        camera = make_camera(site)
        make_gate(site, camera)
        read = see(site, camera=camera, confidence=0.3)
        admitted = api.post(f"{V1}plate-reads/{read.pk}/admit", {"why": "known driver"})
        assert admitted.json()["decision"] == "manual"
        assert api.get(f"{V1}plate-reads/{read.pk}").json()["event"] == admitted.json()["id"]

    def test_a_device_opens_nothing(self, site: Site) -> None:
        camera = make_camera(site)
        make_gate(site, camera)
        read = see(site, camera=camera)
        _, key = make_device(site)
        api = APIClient()
        api.credentials(HTTP_AUTHORIZATION=f"Device {key}")
        for path in (f"plate-reads/{read.pk}/admit", f"gate-events/{read.event_id}/open"):
            assert api.post(f"{V1}{path}", {"why": "x"}).status_code == 403


@pytest.fixture
def strange() -> dict[str, int]:
    """The numbers of a row of each kind at a site that nobody here belongs to."""
    site = make_site()
    camera = make_camera(site)
    gate, vehicle, read = make_gate(site, camera), block(site), see(site, camera=camera)
    return {
        "vehicles": vehicle.pk,
        "gates": gate.pk,
        "plate-reads": read.pk,
        "gate-events": read.event_id or 0,
    }


@pytest.mark.parametrize("rows", ["vehicles", "gates", "plate-reads", "gate-events"])
def test_rows_of_another_site_do_not_exist(
    api: APIClient, strange: dict[str, int], rows: str
) -> None:
    listed = api.get(f"{V1}{rows}").json()
    assert listed["results"] == []
    address = f"{V1}{rows}/{strange[rows]}"
    assert api.get(address).status_code == 404
    if rows in {"vehicles", "gates"}:
        assert api.patch(address, {}).status_code == 404
        assert api.delete(address).status_code == 404
    assert Vehicle.objects.count() == GateEvent.objects.count() == 1


@pytest.mark.parametrize(
    "path", ["plate-reads/{plate-reads}/admit", "gate-events/{gate-events}/open"]
)
def test_barriers_of_another_site_do_not_exist(
    api: APIClient, strange: dict[str, int], path: str
) -> None:
    assert api.post(V1 + path.format(**strange), {"why": "x"}).status_code == 404


@pytest.mark.parametrize("rows", ["vehicles", "gates", "plate-reads", "gate-events"])
def test_a_list_asks_no_query_a_row(
    api: APIClient, site: Site, rows: str, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for batch in (1, 5):
        for number in range(batch):
            camera = make_camera(site)
            make_gate(site, camera)
            plate = f"KA01AB{100 * batch + number:04d}"
            allow(site, plate)
            see(site, plate, camera=camera)
        with django_assert_max_num_queries(12) as asked:
            assert api.get(f"{V1}{rows}").status_code == 200
        counts.append(len(asked.captured_queries))
    # The first one remembers the roles, hence fewer.
    assert counts[1] <= counts[0]
