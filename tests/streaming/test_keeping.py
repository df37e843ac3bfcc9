"""Keeping what a camera shows, because somebody says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rest_framework.test import APIClient

from factory.audit.models import Entry
from factory.evidence.models import Snapshot
from factory.evidence.services import open_picture
from factory.sites.models import Site
from streaming import stills
from streaming.models import Camera
from streaming.stills import Still, still_now
from tests.builders import client_of, make_site, make_user
from tests.streaming.builders import make_camera
from tests.streaming.capturing import capturing, decoded, make_video

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def site() -> Site:
    return make_site(time_zone="Asia/Kolkata")


@pytest.fixture
def camera(site: Site, monkeypatch: pytest.MonkeyPatch) -> Camera:
    """A camera that shows one picture now, and has kept another of 12:00."""
    then = Still(AT, b"then")
    now = Still(AT + timedelta(seconds=9), b"now")
    monkeypatch.setattr("streaming.services.stills.still_now", lambda _camera: now)
    monkeypatch.setattr(
        "streaming.services.stills.still_at", lambda _camera, at: then if at == AT else None
    )
    return make_camera(site)


def keep(camera: Camera, client: APIClient, **body: str) -> tuple[int, dict[str, str]]:
    answer = client.post(f"/api/v1/cameras/{camera.pk}/keep", body, format="json")
    return answer.status_code, answer.json()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "jpeg"),
    [
        ({}, b"now"),
        ({"at": AT.isoformat()}, b"then"),
        ({"at": "2026-03-01T17:30:00"}, b"then"),
    ],
)
def test_a_picture_is_kept_and_written_down(
    camera: Camera, site: Site, asked: dict[str, str], jpeg: bytes
) -> None:
    guard = make_user((site, "security"))
    status, said = keep(camera, client_of(guard), **asked)
    assert (status, said["kind"]) == (201, "cameras")
    kept = Snapshot.objects.get()
    assert said["image"].endswith(f"/snapshots/{kept.uuid}/image")
    with open_picture(snapshot=kept, caller=guard) as file:
        assert file.read() == jpeg
    # Who kept it, and, since it may show somebody, who looked at it.
    assert list(Entry.objects.order_by("pk").values_list("act", flat=True)) == [
        "camera.picture-kept",
        "view-image",
    ]


@pytest.mark.django_db
def test_what_nobody_has_is_not_kept(
    camera: Camera, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(make_user((site, "manager")))
    status, said = keep(camera, client, at=(AT - timedelta(minutes=1)).isoformat())
    assert (status, said["detail"][:24]) == (409, "Nobody has that picture:")
    monkeypatch.setattr("streaming.services.stills.still_now", lambda _camera: None)
    assert keep(camera, client) == (409, said | {"detail": "The camera gives no picture now."})
    assert keep(camera, client, at="soon")[0] == 400
    assert not Snapshot.objects.exists()


@pytest.mark.django_db
def test_who_may_keep(camera: Camera, site: Site) -> None:
    assert keep(camera, client_of(make_user((site, "viewer"))))[0] == 403
    assert keep(camera, client_of(make_user((make_site(), "manager"))))[0] == 404


def test_a_camera_that_nobody_watches_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "c.sock"
    monkeypatch.setattr(stills, "capture_socket", lambda _camera: str(path))
    assert still_now(7) is None
    with capturing(make_video(tmp_path / "film.avi", width=640), path) as running:
        running.client().close()
        still = still_now(7, patience=20)
        assert still
        assert decoded(still.jpeg).shape == (360, 640, 3)
        assert abs(datetime.now(UTC) - still.captured_at) < timedelta(seconds=5)


def test_a_camera_that_gives_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "c.sock"
    monkeypatch.setattr(stills, "capture_socket", lambda _camera: str(path))
    with capturing((tmp_path / "none.avi").as_uri(), path) as running:
        running.client().close()
        assert still_now(7, patience=1.5) is None
