"""Why a barrier stayed shut for a sound read: said at the event, for whoever asks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factory.core import clock
from factory.core.errors import Conflict
from factory.sites.models import Site
from streaming.models import Camera
from tests.vehicles.builders import allow, event_of, make_camera, make_gate, make_guard, see
from vehicles import services
from vehicles.models import Actuation, GateEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def camera(site: Site) -> Camera:
    return make_camera(site)


@pytest.mark.parametrize(
    ("ago", "said"), [(0, ""), (12, "12 s before it came"), (-15, "15 s after it came")]
)
def test_by_the_clock(site: Site, camera: Camera, ago: float, said: str) -> None:
    make_gate(site, camera)
    allow(site)
    event = event_of(see(site, camera=camera, ago=ago))
    assert event.opened is not bool(said)
    assert said in event.message
    assert ("clock is wrong" in event.message) is bool(said)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"halted": True, "policy": "open_for_any_valid"}, "kill switch"),
        ({"policy": "open_for_authorized"}, "opens for authorised vehicles"),
        ({"policy": "open_for_any_valid"}, ""),
        ({"policy": "log_only", "halted": True}, ""),
    ],
)
def test_by_the_gate(site: Site, camera: Camera, fields: dict[str, object], said: str) -> None:
    make_gate(site, camera, **fields)
    event = event_of(see(site, camera=camera))
    assert event.message == "" if not said else said in event.message


class TestByHand:
    def test_a_held_vehicle_passes_when_it_is_let_in(self, site: Site, camera: Camera) -> None:
        make_gate(site, camera)
        held = see(site, camera=camera, ago=300, confidence=0.4)
        event = services.admit_read(read=held, why="known driver", who=make_guard(site))
        assert clock.now() - event.at < timedelta(seconds=60)

    def test_no_barrier_opens_for_one_of_yesterday(self, site: Site, camera: Camera) -> None:
        make_gate(site, camera)
        guard, day = make_guard(site), 86_400
        held = see(site, camera=camera, ago=day, confidence=0.4)
        passed = event_of(see(site, "MH12DE5678", camera=camera, ago=day))
        with pytest.raises(Conflict, match="too old"):
            services.admit_read(read=held, why="known driver", who=guard)
        with pytest.raises(Conflict, match="too old"):
            services.open_by_hand(event=passed, why="known driver", who=guard)
        assert not Actuation.objects.exists()
        assert list(GateEvent.objects.all()) == [passed]
