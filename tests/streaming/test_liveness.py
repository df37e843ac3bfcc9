"""The health check of the cameras, and their figures by site."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factory.core import clock
from factory.core.models import Heartbeat
from factory.core.scoping import access_of
from streaming import liveness, services
from streaming.models import CameraStatus
from tests.builders import default_site, make_site, make_user
from tests.streaming.builders import make_camera, report

pytestmark = pytest.mark.django_db


def beat(name: str, *, seconds_ago: int) -> None:
    seen = clock.now() - timedelta(seconds=seconds_ago)
    Heartbeat.objects.create(name=name, seen_at=seen)


def test_without_an_enabled_camera_there_is_nothing_to_watch() -> None:
    make_camera(default_site(), enabled=False)
    assert liveness.cameras() is None


@pytest.mark.parametrize(
    ("name", "seconds_ago", "expected"),
    [("cameras@host.1", 5, True), ("cameras@host.1", 40, False), ("beat@host.1", 5, False)],
    ids=["alive", "not seen lately", "somebody else"],
)
def test_an_enabled_camera_needs_a_fresh_heartbeat(
    name: str, seconds_ago: int, expected: bool
) -> None:
    make_camera(default_site())
    beat(name, seconds_ago=seconds_ago)
    told = liveness.cameras()
    assert told is not None
    assert told[:2] == ("cameras", expected)


@pytest.mark.parametrize(
    ("name", "seconds_ago", "expected"),
    [("vision@host.1", 5, True), ("vision@host.1", 40, False), ("cameras@host.1", 5, False)],
    ids=["alive", "not seen lately", "only read"],
)
def test_a_camera_that_feeds_recognisers_needs_them(
    name: str, seconds_ago: int, expected: bool
) -> None:
    make_camera(default_site(), enabled=False, consumers=["identity"])
    make_camera(default_site())
    assert liveness.recognisers() is None
    make_camera(default_site(), consumers=["identity"])
    beat(name, seconds_ago=seconds_ago)
    told = liveness.recognisers()
    assert told is not None
    assert told[:2] == ("recognisers", expected)


def test_figures_are_of_the_callers_sites() -> None:
    here, there = default_site(), make_site()
    make_camera(here)
    make_camera(there)
    assert liveness.figures(access_of(make_user((here, "viewer")))) == {"cameras": 1, "live": 0}


def test_a_camera_that_was_live_when_its_host_died_is_not() -> None:
    site = default_site()
    cameras = [make_camera(site), make_camera(site), make_camera(site, enabled=False)]
    services.record_statuses({camera.pk: report() for camera in cameras})
    viewer = access_of(make_user((site, "viewer")))
    assert liveness.figures(viewer) == {"cameras": 3, "live": 2}
    hours_ago = clock.now() - timedelta(hours=3)
    CameraStatus.objects.filter(camera=cameras[0]).update(seen_at=hours_ago)
    assert liveness.figures(viewer) == {"cameras": 3, "live": 1}
