"""A vehicle that stands for long is one track, whatever the cooldown of its gate."""

from __future__ import annotations

import pytest

from factory.alerts.models import Alert
from factory.sites.models import Site
from streaming.models import Camera
from tests.vehicles.builders import PLATE, allow, block, event_of, make_camera, make_gate, see
from vehicles.models import GateEvent

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def camera(site: Site) -> Camera:
    camera = make_camera(site)
    make_gate(site, camera)
    return camera


def test_a_blocked_vehicle_seen_now_and_then_alerts_once(site: Site, camera: Camera) -> None:
    block(site)
    reads = [see(site, camera=camera, track="7", ago=ago) for ago in (430, 260, 180, 90, 0)]
    assert [read.fired for read in reads] == [True, False, False, False, False]
    assert (GateEvent.objects.count(), Alert.objects.get().count) == (1, 1)


def test_a_text_corrected_after_the_cooldown_opens_nothing(site: Site, camera: Camera) -> None:
    allow(site)
    held = see(site, "KA01AB1235", camera=camera, track="9", ago=61)
    corrected = see(site, PLATE, camera=camera, track="9")
    assert (corrected.fired, corrected.event) == (False, held.event)
    assert not event_of(corrected).opened


@pytest.mark.parametrize("first", ["KA51", "MH12DB9999"])
def test_possibly_another_blocked_vehicle_alerts_too(
    site: Site, camera: Camera, first: str
) -> None:
    for plate in ("KA51ZZ0001", "MH12QB9999", "KA01QB6384"):
        block(site, plate)
    reads = [see(site, first, camera=camera, track="1", ago=4)]
    reads += [see(site, "KA01DB6384", camera=camera, track="1", ago=ago) for ago in (2, 0)]
    assert [read.fired for read in reads] == [True, True, False]
    alerts = Alert.objects.filter(kind="possible-blocked-vehicle")
    assert ["KA01QB6384" in one.text for one in alerts.order_by("pk")] == [False, True]


def test_another_blocked_vehicle_on_the_track_still_alerts(site: Site, camera: Camera) -> None:
    block(site, "MH12DE5678")
    see(site, camera=camera, track="9", ago=90)
    assert see(site, "MH12DE5678", camera=camera, track="9").fired
