"""The cameras' API: who may do what, what is refused, what never comes out."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient
from rest_framework.validators import UniqueValidator

from factory.sites.models import Site
from streaming import services, trials
from streaming.models import Camera
from streaming.targets import REFUSED
from streaming.trials import Trial
from tests.builders import client_of, make_device, make_site, make_user
from tests.streaming.builders import make_camera, report
from tests.streaming.capturing import decoded, make_video

pytestmark = pytest.mark.django_db
CAMERAS = "/api/v1/cameras"


@pytest.fixture
def site() -> Site:
    return make_site(time_zone="Asia/Kolkata")


@pytest.fixture
def manager(site: Site) -> APIClient:
    return client_of(make_user((site, "manager")))


@pytest.fixture
def viewer(site: Site) -> APIClient:
    return client_of(make_user((site, "viewer")))


def fields(**given: Any) -> dict[str, Any]:
    return {"camera_id": "CAM-1", "name": "Gate", "source": "rtsp://10.0.0.5/s"} | given


def test_a_camera_is_added_changed_and_removed(manager: APIClient, site: Site) -> None:
    made = manager.post(CAMERAS, fields(user="admin", password="hush"))
    assert made.status_code == 201
    url = f"{CAMERAS}/{made.json()['id']}"
    assert (made.json()["site"], made.json()["has_password"]) == (site.pk, True)
    assert manager.patch(url, {"name": "North gate", "target_fps": 12}).json()["target_fps"] == 12
    assert Camera.objects.get().password == "hush"
    assert manager.delete(url).status_code == 204
    assert manager.get(url).status_code == 404


def test_a_password_never_comes_out(manager: APIClient) -> None:
    made = manager.post(CAMERAS, fields(password="hush-hush"))
    url = f"{CAMERAS}/{made.json()['id']}"
    answers = [made, manager.get(url), manager.get(CAMERAS), manager.patch(url, {"name": "x"})]
    assert all(b"hush-hush" not in answer.content for answer in answers)


@pytest.mark.parametrize(
    "source",
    [
        "rtsp://127.0.0.1/s",
        "http://169.254.169.254/latest",
        "http://[::ffff:127.0.0.1]/",
        "rtsp://8.8.8.8/s",
        "rtsp://no-such-host.invalid/s",
    ],
)
def test_every_address_is_refused_in_the_same_words(manager: APIClient, source: str) -> None:
    answer = manager.post(CAMERAS, fields(source=source))
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"] == [{"pointer": "/source", "detail": REFUSED}]


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"source": "file:../secrets/key"}, "/source"),
        ({"source": "rtsp://admin:x@10.0.0.5/s"}, "/source"),
        ({"consumers": ["occupancy", "nobody"]}, "/consumers"),
        ({"consumers": "occupancy"}, "/consumers"),
        ({"camera_id": "CAM 1"}, "/camera_id"),
        ({"camera_id": "41"}, "/camera_id"),
        ({"target_fps": 0}, "/target_fps"),
        ({"width": 20}, "/width"),
        ({"quality": 100}, "/quality"),
        ({"transport": "smoke"}, "/transport"),
        ({"active_from": "08:00"}, "/active_until"),
    ],
)
def test_what_is_wrong_is_named(manager: APIClient, given: dict[str, Any], pointer: str) -> None:
    answer = manager.post(CAMERAS, fields(**given))
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not Camera.objects.exists()


def test_consumers_are_those_that_settings_name(manager: APIClient, settings: Any) -> None:
    settings.STREAMING_CONSUMERS = {"occupancy": "x.y", "identity": "x.z"}
    made = manager.post(CAMERAS, fields(consumers=["identity", "occupancy", "identity"]))
    assert made.json()["consumers"] == ["identity", "occupancy"]


def test_an_id_is_unique_in_the_whole_installation(manager: APIClient) -> None:
    make_camera(make_site(), camera_id="CAM-1")
    answer = manager.post(CAMERAS, fields())
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/camera_id"]


def test_two_at_once_get_the_same_answer(
    manager: APIClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has asked before the other had written: the database's key decides."""
    monkeypatch.setattr(UniqueValidator, "__call__", lambda *_: None)
    mine = make_camera(site, camera_id="CAM-0")
    make_camera(make_site(), camera_id="CAM-1")
    answers = [
        manager.post(CAMERAS, fields()),
        manager.patch(f"{CAMERAS}/{mine.pk}", {"camera_id": "CAM-1"}),
    ]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert {answer.json()["errors"][0]["pointer"] for answer in answers} == {"/camera_id"}


def test_a_password_is_not_sent_to_another_server(manager: APIClient, site: Site) -> None:
    camera = make_camera(site, source="rtsp://10.0.0.5/s", user="admin", password="hush")
    answer = manager.patch(f"{CAMERAS}/{camera.pk}", {"source": "rtsp://10.6.6.6/s"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/password"


@pytest.mark.parametrize(
    ("role", "answers"),
    [
        ("manager", (201, 200, 200, 204)),
        ("security", (403, 200, 200, 403)),
        ("viewer", (403, 200, 403, 403)),
        ("hr", (403, 200, 403, 403)),
        ("employee", (403, 403, 403, 403)),
    ],
)
def test_roles(site: Site, role: str, answers: tuple[int, int, int, int]) -> None:
    """Adding, looking, changing, removing."""
    camera, client = make_camera(site), client_of(make_user((site, role)))
    url = f"{CAMERAS}/{camera.pk}"
    asked = (
        client.post(CAMERAS, fields()),
        client.get(url),
        client.patch(url, {"name": "x"}),
        client.delete(url),
    )
    assert tuple(answer.status_code for answer in asked) == answers


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""),
        ("patch", ""),
        ("delete", ""),
        ("post", "/test"),
        ("post", "/stream-url"),
    ],
)
def test_another_sites_camera_does_not_exist(manager: APIClient, method: str, path: str) -> None:
    camera = make_camera(make_site())
    answer = getattr(manager, method)(f"{CAMERAS}/{camera.pk}{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert manager.get(CAMERAS).json()["count"] == 0
    assert manager.get(f"/api/video_feed/status?camera={camera.camera_id}").status_code == 404


def test_a_site_where_one_may_not_add(manager: APIClient) -> None:
    assert manager.post(CAMERAS, fields(site=make_site().pk)).status_code == 404


def test_addresses_are_for_those_who_change_them(viewer: APIClient, site: Site) -> None:
    camera = make_camera(site, source="rtsp://10.0.0.5/s", user="admin")
    seen = viewer.get(f"{CAMERAS}/{camera.pk}").json()
    assert (seen["source"], seen["user"], seen["name"]) == ("", "", camera.name)


@pytest.mark.parametrize("url", [CAMERAS, "/api/v1/camera-statuses"])
def test_lists_cost_the_same_for_many(viewer: APIClient, site: Site, url: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert viewer.get(url).json()["count"] == Camera.objects.count()
        return len(caught)

    services.record_statuses({make_camera(site).pk: report()})
    viewer.get(url)
    few = queries()
    cameras = [make_camera(site) for _ in range(9)]
    services.record_statuses({camera.pk: report() for camera in cameras[:5]})
    assert queries() == few


def test_the_guides_status(viewer: APIClient, site: Site) -> None:
    camera = make_camera(site, camera_id="CAM-MAIN")
    never = viewer.get("/api/video_feed/status").json()
    assert (never["connected"], never["frames_read"], never["state"]) == (False, 0, "connecting")
    services.record_statuses({camera.pk: report(fps=29.97)})
    for url in ("/api/video_feed/status", "/api/v1/video_feed/status?camera=CAM-MAIN"):
        now = viewer.get(url).json()
        assert (now["connected"], now["frames_read"], now["fps"]) == (True, 1200, 29.97)
        assert (now["camera_id"], now["state"], now["viewers"]) == ("CAM-MAIN", "live", 2)
        assert now["since"].endswith("+05:30")


def test_nobody_unknown(site: Site) -> None:
    camera = make_camera(site)
    for url in (CAMERAS, f"{CAMERAS}/{camera.pk}", "/api/video_feed/status"):
        assert APIClient().get(url).status_code == 401


def test_a_signed_address_names_camera_and_person_only(viewer: APIClient, site: Site) -> None:
    camera = make_camera(site)
    answer = viewer.post(f"{CAMERAS}/{camera.pk}/stream-url")
    assert answer.status_code == 201
    url, seconds = answer.json()["url"], answer.json()["starts_within_seconds"]
    assert url.startswith(f"http://testserver/api/v1/cameras/{camera.pk}/stream?signature=")
    assert seconds == 60
    (signature,) = parse_qs(urlsplit(url).query)["signature"]
    told = signing.loads(signature, salt="streaming.stream-url")
    assert told[0] == camera.pk
    assert "argon2" not in str(told)


def test_a_device_gets_no_signed_address(site: Site) -> None:
    camera = make_camera(site)
    _, key = make_device(site)
    client = APIClient(headers={"Authorization": f"Device {key}"})
    assert client.post(f"{CAMERAS}/{camera.pk}/stream-url").status_code == 403


def test_a_trial_shows_what_is_seen(
    manager: APIClient, site: Site, settings: Any, tmp_path: Path
) -> None:
    settings.CAMERA_MEDIA_DIR = tmp_path
    make_video(tmp_path / "film.avi", frames=60, width=640)
    camera = make_camera(site, source="file:film.avi")
    seen = manager.post(f"{CAMERAS}/{camera.pk}/test").json()
    assert (seen["ok"], seen["reason"]) == (True, "")
    assert (seen["width"], seen["height"], seen["codec"]) == (640, 360, "mjpg")
    assert 20 <= seen["fps"] <= 30
    assert decoded(base64.b64decode(seen["jpeg"])).shape == (360, 640, 3)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("file:absent.avi", "there is no such file"),
        ("scene:nowhere", "There is no such scene; there are: gate-line, barrier, door."),
        ("rtsp://127.0.0.1/s", REFUSED),
    ],
)
def test_a_trial_says_why_nothing_is_seen(
    manager: APIClient, site: Site, source: str, reason: str
) -> None:
    camera = make_camera(site, source=source)
    seen = manager.post(f"{CAMERAS}/{camera.pk}/test").json()
    assert (seen["ok"], seen["reason"], seen["jpeg"]) == (False, reason, "")


def test_a_trial_has_an_end(site: Site) -> None:
    camera = make_camera(site, source="scene:gate-line")
    assert trials.try_camera(camera, patience=0.05) == Trial(
        ok=False, reason="no answer within 0.05 s"
    )


def test_trials_leave_threads_for_others(
    manager: APIClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = make_camera(site)
    for _ in range(trials.AT_ONCE):
        assert trials._places.acquire(blocking=False)
    try:
        assert manager.post(f"{CAMERAS}/{camera.pk}/test").status_code == 503
    finally:
        for _ in range(trials.AT_ONCE):
            trials._places.release()


def test_a_viewer_tries_no_cameras(viewer: APIClient, site: Site) -> None:
    assert viewer.post(f"{CAMERAS}/{make_camera(site).pk}/test").status_code == 403
