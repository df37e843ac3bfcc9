"""The picture of an event that a box told of: fetched from our camera's last seconds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from factory.core import clock
from factory.evidence.models import Snapshot
from factory.evidence.services import keep
from factory.sites.models import Site
from streaming.models import Camera
from tests.vehicles.builders import event_of, make_camera, make_gate, see
from vehicles import services
from vehicles.services import picturing

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8 a picture \xff\xd9"


@pytest.fixture
def camera(site: Site) -> Camera:
    camera = make_camera(site)
    make_gate(site, camera, policy="open_for_any_valid")
    return camera


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was asked of the camera, which has a picture of everything."""
    made: list[Any] = []

    def still(**what: Any) -> Snapshot:
        made.append(what)
        return keep(site_id=what["site_id"], kind=what["kind"], jpeg=JPEG, captured_at=what["at"])

    monkeypatch.setattr(picturing, "keep_still", still)
    return made


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    rings: list[str] = []
    monkeypatch.setattr(picturing, "ring_soon", rings.append)
    return rings


def test_the_event_gets_what_the_camera_showed(
    site: Site, camera: Camera, asked: list[Any], rung: list[str]
) -> None:
    read = see(site, camera=camera, ago=2)
    assert rung == ["vehicles.pictures"]
    for _ in range(2):
        services.keep_pictures()
    read.refresh_from_db()
    assert event_of(read).snapshot == read.snapshot == Snapshot.objects.get()
    assert [what["at"] for what in asked] == [read.captured_at]


def test_nobody_is_asked_for_what_nobody_can_have(
    site: Site, camera: Camera, rung: list[str]
) -> None:
    see(site)
    see(site, camera=camera, at=clock.now() - timedelta(minutes=5))
    own = keep(site_id=site.pk, kind="vehicles", jpeg=JPEG)
    see(site, "MH12DE5678", camera=camera, snapshot_id=own.pk)
    assert rung == []


def test_no_picture_is_no_harm(site: Site, camera: Camera, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picturing, "keep_still", lambda **_what: None)
    read = see(site, camera=camera)
    services.keep_pictures()
    read.refresh_from_db()
    assert event_of(read).snapshot is None


def test_what_is_too_old_is_not_looked_for(site: Site, camera: Camera, asked: list[Any]) -> None:
    see(site, camera=camera, ago=picturing.STILL_KEPT.total_seconds())
    services.keep_pictures()
    assert asked == []
