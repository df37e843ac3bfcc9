"""Whom a day waits for beside the terminals that say how far they are: callers, cameras, faces."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from attendance import services
from attendance.services import due
from factory.core.leases import State
from factory.sites.models import Device, Site
from identity.models import Employee, Sighting
from streaming.models import Camera, CameraStatus
from tests.attendance.builders import assign, make_employee, make_shift, utc
from tests.attendance.test_devices import ABSENT, EXPECTED, MONDAY, SILENT, at, looks
from tests.builders import default_site, make_device

pytestmark = pytest.mark.django_db


def rostered(site: Site) -> Employee:
    """Return somebody with one shift from 8 to 17, whose window closes at 21."""
    worker = make_employee(site)
    assign(worker, make_shift(site), MONDAY, MONDAY)
    services.derive_dirty_days()
    return worker


def looked_at(worker: Employee, clock: str) -> tuple[str, list[str]]:
    """Return the day after the minute's look at a moment of March."""
    with at(clock):
        services.derive_due_days(site=worker.site)
        return looks(worker)


def contacted(device: Device, clock: str) -> None:
    Device.objects.filter(pk=device.pk).update(seen_at=utc(f"2026-03-{clock}"))


def sighted(site: Site, clock: str, **fields: Any) -> Sighting:
    """Return a face of that moment, which waits for its search unless ``fields`` say otherwise."""
    row: Sighting = Sighting.objects.create(
        site=site, captured_at=utc(f"2026-03-{clock}"), digest="0" * 64, **fields
    )
    return row


def watching(site: Site, **fields: Any) -> Camera:
    """Return a camera of the door, whose faces are looked at, on since the first of March."""
    values = {"camera_id": f"CAM-{site.pk}", "source": "scene:door", "consumers": ["identity"]}
    camera: Camera = Camera.objects.create(site=site, **values | fields)
    Camera.objects.filter(pk=camera.pk).update(created_at=utc("2026-03-01 00:00"))
    return camera


def pictures(camera: Camera, until: str, *, state: str = "live", analysed: str = "") -> None:
    said = {"frame_at": utc(f"2026-03-{until}"), "analysed_at": utc(f"2026-03-{analysed or until}")}
    CameraStatus.objects.update_or_create(
        camera=camera, defaults=said | {"site": camera.site, "state": state}
    )


def test_a_terminal_that_only_checks_people_in_has_told_all_up_to_its_last_call() -> None:
    site = default_site()
    device = make_device(site, kind=Device.Kind.TERMINAL)[0]
    with at("02 07:00"):
        worker = rostered(site)
    contacted(device, "02 17:02")
    assert looked_at(worker, "02 21:01") == EXPECTED
    contacted(device, "02 21:01")
    assert looked_at(worker, "02 21:02") == ABSENT


def test_a_check_in_over_the_api_is_such_a_call() -> None:
    site = default_site()
    _, key = make_device(site, kind=Device.Kind.TERMINAL)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Device {key}")
    with at("02 07:00"):
        worker, other = rostered(site), make_employee(site)
    with at("02 21:30"):
        body = {"employee_id": other.pk, "check_in_time": "2026-03-02T21:30:00Z"}
        answer = client.post("/api/v1/attendance/check-in", body, format="json")
        assert answer.status_code == 200
    assert looked_at(worker, "02 21:31") == ABSENT


def test_given_up_for_a_silent_terminal_and_freed_by_its_next_call() -> None:
    site = default_site()
    device = make_device(site, kind=Device.Kind.TERMINAL)[0]
    with at("02 07:00"):
        worker = rostered(site)
    assert looked_at(worker, "03 21:01") == SILENT
    contacted(device, "09 06:00")
    assert looked_at(worker, "09 06:01") == ABSENT
    with at("09 06:02"):
        assert services.derive_due_days(site=site).same == 0


def test_one_that_says_how_far_it_is_is_taken_at_its_word_for_a_day() -> None:
    site = default_site()
    device = make_device(site, kind=Device.Kind.TERMINAL)[0]
    with at("02 07:00"):
        worker = rostered(site)
        services.device_reported(device=device, until=utc("2026-03-02 07:00"))
    contacted(device, "02 22:00")
    assert looked_at(worker, "02 22:01") == EXPECTED
    contacted(device, "03 21:01")
    assert looked_at(worker, "03 21:02") == ABSENT


@pytest.mark.parametrize(
    ("told", "is_waited_for"),
    [
        pytest.param("", False, id="one that counts people only"),
        pytest.param("sighting", True, id="one that sends faces"),
        pytest.param("punch", True, id="one that checks people in"),
    ],
)
def test_edge_boxes_hold_days_back_once_they_tell_of_people(
    told: str, *, is_waited_for: bool
) -> None:
    site = default_site()
    box = make_device(site, kind=Device.Kind.EDGE)[0]
    contacted(box, "02 16:00")
    with at("02 07:00"):
        worker, other = rostered(site), make_employee(site)
        if told == "sighting":
            sighted(site, "02 06:59", device=box, state=State.DONE)
        if told == "punch":
            services.check_in(employee_id=other.pk, at=utc("2026-03-02 06:59"), caller=box)
    assert looked_at(worker, "02 21:01") == (EXPECTED if is_waited_for else ABSENT)
    assert looked_at(worker, "03 21:01") == (SILENT if is_waited_for else ABSENT)
    contacted(box, "03 22:00")
    assert looked_at(worker, "03 22:01") == ABSENT


def test_a_camera_of_faces_must_have_looked_past_the_window() -> None:
    site = default_site()
    camera = watching(site)
    with at("02 07:00"):
        worker = rostered(site)
    pictures(camera, "02 21:01", analysed="02 19:00")
    assert looked_at(worker, "02 21:02") == EXPECTED
    pictures(camera, "02 21:01")
    assert looked_at(worker, "02 21:03") == ABSENT


def test_a_dead_camera_is_given_up_after_a_day_and_flagged_until_it_is_back() -> None:
    site = default_site()
    camera = watching(site)
    pictures(camera, "02 19:00", state="offline")
    with at("02 07:00"):
        worker = rostered(site)
    assert looked_at(worker, "03 20:59") == EXPECTED
    assert looked_at(worker, "03 21:01") == SILENT
    pictures(camera, "04 09:00")
    assert looked_at(worker, "04 09:01") == ABSENT


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        pytest.param({"consumers": ["occupancy"]}, "offline", id="it feeds no search for faces"),
        pytest.param({"enabled": False}, "offline", id="switched off"),
        pytest.param({}, "disabled", id="resting, by its hours"),
        pytest.param({}, "", id="never read by anybody"),
    ],
)
def test_cameras_that_bring_no_punches_hold_nothing_back(
    fields: dict[str, Any], state: str
) -> None:
    site = default_site()
    camera = watching(site, **fields)
    if state:
        pictures(camera, "02 12:00", state=state)
    with at("02 07:00"):
        worker = rostered(site)
    assert looked_at(worker, "02 21:01") == ABSENT


def test_a_camera_put_up_after_the_window_holds_nothing_back() -> None:
    site = default_site()
    camera = watching(site)
    Camera.objects.filter(pk=camera.pk).update(created_at=utc("2026-03-03 08:00"))
    pictures(camera, "03 08:00")
    with at("02 07:00"):
        worker = rostered(site)
    assert looked_at(worker, "03 12:00") == ABSENT


@pytest.mark.parametrize(
    "waiting",
    [
        pytest.param({"state": State.PENDING}, id="not searched yet"),
        pytest.param({"state": State.RUNNING}, id="being searched"),
        pytest.param(
            {"state": State.FAILED, "outcome": "FAILED", "again_at": utc("2026-03-02 22:00")},
            id="failed for now",
        ),
    ],
)
def test_a_face_of_the_window_must_have_been_searched(waiting: dict[str, Any]) -> None:
    site = default_site()
    with at("02 07:00"):
        worker = rostered(site)
    face = sighted(site, "02 07:58", **waiting)
    assert looked_at(worker, "02 21:01") == EXPECTED
    Sighting.objects.filter(pk=face.pk).update(state=State.DONE, outcome="UNKNOWN", again_at=None)
    assert looked_at(worker, "02 21:02") == ABSENT


def test_a_search_that_is_down_is_given_up_after_a_day_and_flagged_until_it_works() -> None:
    site = default_site()
    with at("02 07:00"):
        worker = rostered(site)
    face = sighted(site, "02 20:59")
    assert looked_at(worker, "03 20:59") == EXPECTED
    assert looked_at(worker, "03 21:01") == SILENT
    Sighting.objects.filter(pk=face.pk).update(state=State.DONE, outcome="UNKNOWN")
    assert looked_at(worker, "03 23:00") == ABSENT
    with at("03 23:01"):
        changes = [one for _, one in services.rebuild(site=site, first=MONDAY, last=MONDAY)]
        assert sum(one.total for one in changes) == 0


@pytest.mark.parametrize(
    "clock",
    [
        pytest.param("02 21:00", id="as the window closes"),
        pytest.param("01 19:00", id="the evening before"),
    ],
)
def test_faces_of_other_hours_hold_nothing_back(clock: str) -> None:
    site = default_site()
    with at("02 07:00"):
        worker = rostered(site)
    sighted(site, clock)
    assert looked_at(worker, "02 21:01") == ABSENT


def test_the_minutes_look_rings_for_days_given_up_of_late(monkeypatch: pytest.MonkeyPatch) -> None:
    site, rung = default_site(), []
    monkeypatch.setattr(due, "ring", lambda *named: rung.append(named))
    make_device(site, kind=Device.Kind.TERMINAL)
    with at("02 07:00"):
        worker = rostered(site)
    assert looked_at(worker, "03 21:01") == SILENT
    for moment, expected in (
        ("2026-03-04 09:00", [(due.DUE, site.pk)]),
        ("2026-03-31 09:00", [(due.DUE, site.pk)]),
        ("2026-04-10 09:00", []),
    ):
        rung.clear()
        with time_machine.travel(utc(moment), tick=False):
            services.sweep()
        assert rung == expected
