"""A gate is looked at without holding it: who was overtaken meanwhile looks again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factory.sites.models import Site
from streaming.models import Camera
from tests.threads import ON_POSTGRES_ONLY, TIMES, at_once
from tests.vehicles.builders import PLATE, allow, event_of, make_camera, make_gate, see
from vehicles import selectors, services
from vehicles.models import Gate, GateEvent, PlateRead
from vehicles.selectors import Place
from vehicles.services.storing import TRIES

pytestmark = ON_POSTGRES_ONLY


@pytest.fixture
def camera(site: Site) -> Camera:
    camera = make_camera(site)
    make_gate(site, camera, policy="open_for_any_valid")
    return camera


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[int]]:
    """Have something done between the look at the place and the write, some times over."""
    seen = selectors.place_seen

    def arrange(act: Callable[[], object], *, times: int = 1) -> list[int]:
        looks = list[int]()

        def look(read: PlateRead, cooldown: timedelta) -> Place | None:
            place = seen(read, cooldown)
            if read.text == PLATE and len(looks) < times:
                looks.append(1)
                act()
            return place

        monkeypatch.setattr(selectors, "place_seen", look)
        return looks

    return arrange


def test_the_same_track_meanwhile_is_one_event(
    site: Site, camera: Camera, meanwhile: Callable[..., list[int]]
) -> None:
    misread = f"{PLATE[:-1]}7"
    meanwhile(lambda: see(site, misread, camera=camera, track="1"))
    late = see(site, camera=camera, track="1")
    assert (late.fired, GateEvent.objects.count()) == (False, 1)
    assert event_of(late).plate == misread


def test_the_kill_switch_thrown_meanwhile_counts(
    site: Site, camera: Camera, meanwhile: Callable[..., list[int]]
) -> None:
    gate = Gate.objects.get()
    meanwhile(lambda: services.halt_gate(gate=gate, halted=True, why="Fire"))
    event = event_of(see(site, camera=camera))
    assert (event.opened, "kill switch" in event.message) == (False, True)


def test_who_is_always_overtaken_holds_the_gate(
    site: Site, camera: Camera, meanwhile: Callable[..., list[int]]
) -> None:
    plates = iter(f"MH12DE{number}" for number in range(1000, 1100))
    looks = meanwhile(lambda: see(site, next(plates), camera=camera), times=100)
    read = see(site, camera=camera)
    assert (read.fired, len(looks)) == (True, TRIES)
    assert GateEvent.objects.count() == TRIES + 1


def test_many_plates_at_once_at_one_gate_are_an_event_each(site: Site, camera: Camera) -> None:
    plates = iter([f"MH12DE{number}" for number in range(1000, 1000 + TIMES)])
    reads = at_once(lambda: see(site, next(plates), camera=camera))
    assert sorted(read.fired for read in reads) == [True] * TIMES
    assert GateEvent.objects.filter(opened=True).count() == TIMES


@pytest.mark.parametrize(("gated", "statements"), [(False, 2), (True, 3)])
def test_statements_of_a_decision(site: Site, camera: Camera, gated: bool, statements: int) -> None:
    """Lists, place, write: each its own transaction, so that there is no BEGIN and no COMMIT."""
    gate = Gate.objects.get()
    gate.policy = Gate.Policy.OPEN_FOR_AUTHORIZED
    gate.save()
    place = camera if gated else None
    see(site, "MH12DE5678", camera=place)  # what a process remembers for a second
    with CaptureQueriesContext(connection) as asked:
        read = see(site, camera=place)
    assert (read.fired, len(asked)) == (True, statements), [one["sql"] for one in asked]


def test_an_opening_is_one_transaction(site: Site, camera: Camera) -> None:
    allow(site)
    event = event_of(see(site, camera=camera))
    assert (event.opened, event.actuations.count()) == (True, 1)
