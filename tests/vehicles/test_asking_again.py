"""Lists that fail at the moment of decision: once they answer, a blocked vehicle is alerted for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError

from factory.alerts.models import Alert
from factory.core import clock
from factory.sites.models import Site
from streaming.models import Camera
from tests.vehicles.builders import PLATE, block, make_camera, make_gate, make_guard, see
from tests.vehicles.test_consumers import CAR, Says, consumer_of, frame
from vehicles import selectors, services
from vehicles.models import Actuation, GateEvent, PlateRead
from vehicles.services import SeenPlate

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def camera(site: Site) -> Camera:
    camera = make_camera(site)
    make_gate(site, camera, policy="open_for_any_valid")
    return camera


def without_lists() -> AbstractContextManager[None]:
    @contextmanager
    def gone() -> Iterator[None]:
        def refuse(*_args: object) -> None:
            raise OperationalError("server closed the connection")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(selectors, "listed", refuse)
            yield

    return gone()


def test_a_blocked_vehicle_is_alerted_for_by_the_sweep(site: Site, camera: Camera) -> None:
    vehicle = block(site)
    with without_lists():
        read = see(site, camera=camera, track="1")
        services.sweep()
    assert not Alert.objects.exists()
    for _ in range(2):
        services.sweep()
    alert = Alert.objects.get()
    assert (alert.kind, alert.severity, alert.count) == ("blocked-vehicle", "critical", 1)
    assert PLATE in alert.text
    assert alert.detail["vehicle"] == vehicle.pk
    read.refresh_from_db()
    assert (read.reason, read.event, read.valid) == ("lists_unreadable", None, False)
    assert "asked again they said: blocked vehicle" in read.failure


def test_one_that_is_possibly_blocked_warns(site: Site, camera: Camera) -> None:
    block(site, "KA01A81234")
    with without_lists():
        see(site, camera=camera)
    services.sweep()
    alert = Alert.objects.get()
    assert (alert.kind, alert.severity) == ("possible-blocked-vehicle", "warning")


def test_one_that_was_let_in_by_hand_is_alerted_for(site: Site, camera: Camera) -> None:
    block(site)
    with without_lists():
        read = see(site, camera=camera)
        services.admit_read(read=read, why="known driver", who=make_guard(site))
    services.sweep()
    assert Alert.objects.get().kind == "blocked-vehicle"


def test_nobody_blocked_opens_nothing_so_late(site: Site, camera: Camera) -> None:
    with without_lists():
        read = see(site, camera=camera)
    services.sweep()
    read.refresh_from_db()
    assert "nothing against it" in read.failure
    for model in (Alert, GateEvent, Actuation):
        assert not model.objects.exists()


@pytest.mark.parametrize("ago", [9, 5])
def test_an_alert_of_the_same_call_is_enough(site: Site, camera: Camera, ago: float) -> None:
    block(site)
    with without_lists():
        see(site, camera=camera, ago=ago)
    see(site, camera=camera, ago=7)
    services.sweep()
    assert Alert.objects.get().count == 1


def test_what_was_read_long_ago_is_not_asked_for(site: Site, camera: Camera) -> None:
    block(site)
    with without_lists():
        read = see(site, camera=camera, ago=7 * 3600)
    services.sweep()
    read.refresh_from_db()
    assert (read.failure, Alert.objects.exists()) == ("", False)


def test_a_read_of_a_bulk(site: Site, camera: Camera) -> None:
    block(site)
    seen = SeenPlate(text=PLATE, confidence=0.95, camera_id=camera.pk, direction="in")
    (arrival,) = services.take_reads(site=site, seen=[seen])
    with without_lists():
        services.check_read(pk=arrival.read.pk)
    services.sweep()
    assert Alert.objects.get().kind == "blocked-vehicle"


def test_our_own_camera_tells_again_of_a_vehicle_that_no_list_was_asked_for(
    site: Site, camera: Camera
) -> None:
    block(site)
    consumer = consumer_of(camera, Says(PLATE))
    start = clock.now() - timedelta(seconds=10)
    half = timedelta(seconds=0.5)
    with without_lists():
        for number in range(4):
            consumer.consume(frame(camera, start + half * number, CAR))
    for number in range(4, 8):  # its track broke
        consumer.consume(frame(camera, start + half * number, replace(CAR, track_id=4)))
    reasons = PlateRead.objects.order_by("pk").values_list("reason", flat=True)
    assert list(reasons) == ["lists_unreadable", "blocked"]
    assert Alert.objects.get().kind == "blocked-vehicle"
