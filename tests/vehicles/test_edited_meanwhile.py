"""A list that is edited while a read is decided: what would open is asked for once more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError

from factory.alerts.models import Alert
from factory.sites.models import Site
from streaming.models import Camera
from tests.vehicles.builders import PLATE, allow, block, event_of, make_camera, make_gate, see
from vehicles import selectors, services
from vehicles.models import Actuation, PlateRead, Vehicle
from vehicles.services import SeenPlate

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def camera(site: Site) -> Camera:
    camera = make_camera(site)
    make_gate(site, camera, policy="open_for_any_valid")
    return camera


@pytest.fixture
def after_the_look_up(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[int]]:
    """Have something done as soon as the lists have answered for the first time."""
    look_up = selectors.listed

    def arrange(act: Callable[[], object]) -> list[int]:
        looks = list[int]()

        def looked_up(*args: Any) -> Any:
            looks.append(1)
            if len(looks) > 1:
                return look_up(*args)
            found = look_up(*args)
            act()
            return found

        monkeypatch.setattr(selectors, "listed", looked_up)
        return looks

    return arrange


@pytest.mark.parametrize(
    ("blocked", "answer"),
    [
        (PLATE, ("BLOCKED", "blocked", "blocked-vehicle")),
        ("KA01A81234", ("UNKNOWN", "possible", "possible-blocked-vehicle")),
    ],
)
def test_blocked_meanwhile_stays_shut_and_alerts(
    site: Site,
    camera: Camera,
    after_the_look_up: Callable[..., list[int]],
    blocked: str,
    answer: tuple[str, str, str],
) -> None:
    after_the_look_up(lambda: block(site, blocked))
    read = see(site, camera=camera)
    event = event_of(read)
    assert (read.status, event.decision, Alert.objects.get().kind) == answer
    assert (read.valid, event.opened, event.admitted) == (False, False, False)
    assert read.vehicle == event.vehicle == Vehicle.objects.get()
    assert not Actuation.objects.exists()


def test_an_authorisation_that_ends_meanwhile_opens_nothing(
    site: Site, camera: Camera, after_the_look_up: Callable[..., list[int]]
) -> None:
    allow(site)
    after_the_look_up(lambda: block(site))
    read = see(site, camera=camera)
    assert (read.status, event_of(read).opened) == ("BLOCKED", False)


def test_lists_that_are_gone_by_the_second_look_open_nothing(
    site: Site, camera: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up, looks = selectors.listed, list[int]()

    def once(*args: Any) -> Any:
        looks.append(1)
        if len(looks) > 1:
            raise OperationalError("server closed the connection")
        return look_up(*args)

    monkeypatch.setattr(selectors, "listed", once)
    read = see(site, camera=camera)
    assert (read.reason, read.valid, read.event) == ("lists_unreadable", False, None)
    assert read.requires_manual_review
    assert not Actuation.objects.exists()


def test_a_read_of_a_bulk_that_would_open(
    site: Site, camera: Camera, after_the_look_up: Callable[..., list[int]]
) -> None:
    after_the_look_up(lambda: block(site))
    seen = SeenPlate(text=PLATE, confidence=0.95, camera_id=camera.pk, direction="in")
    (arrival,) = services.take_reads(site=site, seen=[seen])
    services.check_read(pk=arrival.read.pk)
    read = PlateRead.objects.get()
    assert (read.status, read.valid) == ("BLOCKED", False)
    assert (event_of(read).decision, event_of(read).opened) == ("blocked", False)


def test_only_what_would_open_is_asked_for_again(
    site: Site, camera: Camera, after_the_look_up: Callable[..., list[int]]
) -> None:
    looks = after_the_look_up(lambda: None)
    assert event_of(see(site, camera=camera)).opened
    assert len(looks) == 2
    see(site, camera=camera)  # a repeat
    see(site, "MH12DE5678")  # without a gate
    see(site, "MH12DE5679", camera=camera, confidence=0.4)
    assert len(looks) == 5
