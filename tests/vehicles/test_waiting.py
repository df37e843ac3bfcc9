"""A vehicle for which the barrier may open at last, while it waits there."""

from __future__ import annotations

import pytest

from factory.sites.models import Site
from streaming.models import Camera
from tests.vehicles.builders import PLATE, allow, event_of, make_camera, make_gate, make_guard, see
from vehicles import services
from vehicles.models import Actuation, Gate, GateEvent

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def camera(site: Site) -> Camera:
    camera = make_camera(site)
    make_gate(site, camera)
    return camera


def test_authorised_while_it_waits(site: Site, camera: Camera) -> None:
    see(site, camera=camera, track="1", ago=5)
    allow(site)
    reads = [see(site, camera=camera, track="1", ago=ago) for ago in (3, 0)]
    assert [(read.fired, event_of(read).opened) for read in reads] == [(True, True), (False, True)]
    assert Actuation.objects.count() == 1


def test_the_kill_switch_lifted_while_it_waits(site: Site, camera: Camera) -> None:
    allow(site)
    gate = Gate.objects.get()
    services.halt_gate(gate=gate, halted=True, why="Fire")
    reads = [see(site, camera=camera, track="1", ago=ago) for ago in (6, 4)]
    services.halt_gate(gate=gate, halted=False, why="Fire is out")
    reads += [see(site, camera=camera, track="1", ago=ago) for ago in (2, 0)]
    assert [read.fired for read in reads] == [True, False, True, False]
    assert list(GateEvent.objects.order_by("pk").values_list("opened", "admitted")) == [
        (False, False),
        (True, True),
    ]


def test_who_was_let_in_by_hand_meanwhile_is_not_let_in_again(site: Site, camera: Camera) -> None:
    event = event_of(see(site, camera=camera, track="1", ago=5))
    services.open_by_hand(event=event, why="known driver", who=make_guard(site))
    allow(site)
    assert not see(site, camera=camera, track="1").fired
    assert Actuation.objects.count() == 1


def test_a_corrected_text_still_opens_nothing(site: Site, camera: Camera) -> None:
    allow(site)
    see(site, "KA01AB1235", camera=camera, track="1", ago=5)
    assert not see(site, PLATE, camera=camera, track="1").fired
    assert not Actuation.objects.exists()
