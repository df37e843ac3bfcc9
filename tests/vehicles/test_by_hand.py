"""Barriers opened by a person: with a reason, once, and never past the kill switch."""

from __future__ import annotations

import pytest

from factory.core.errors import Conflict, Invalid
from factory.sites.models import Site
from streaming.models import Camera
from tests.vehicles.builders import allow, make_camera, make_gate, make_guard, see
from vehicles import services
from vehicles.models import Actuation

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def camera(site: Site) -> Camera:
    return make_camera(site)


class TestByHand:
    def test_a_guard_lets_a_held_vehicle_in(self, site: Site, camera: Camera) -> None:
        guard = make_guard(site)
        make_gate(site, camera)
        allow(site)
        held = see(site, camera=camera, track="1", ago=3, confidence=0.4)
        event = services.admit_read(read=held, why="known driver", who=guard)
        assert (event.decision, event.opened, event.overridden_by) == ("manual", True, guard)
        assert Actuation.objects.get().who == guard
        assert not see(site, camera=camera, track="1").fired

    @pytest.mark.parametrize("why", ["", "  "])
    def test_not_without_a_reason(self, site: Site, camera: Camera, why: str) -> None:
        make_gate(site, camera)
        event = see(site, camera=camera).event
        assert event is not None
        with pytest.raises(Invalid, match="why"):
            services.open_by_hand(event=event, why=why, who=make_guard(site))

    def test_not_past_the_kill_switch(self, site: Site, camera: Camera) -> None:
        make_gate(site, camera, halted=True)
        event = see(site, camera=camera).event
        assert event is not None
        with pytest.raises(Conflict, match="kill switch"):
            services.open_by_hand(event=event, why="known", who=make_guard(site))
        assert not Actuation.objects.exists()

    def test_not_twice(self, site: Site, camera: Camera) -> None:
        make_gate(site, camera)
        event = see(site, camera=camera).event
        assert event is not None
        services.open_by_hand(event=event, why="known", who=make_guard(site))
        with pytest.raises(Conflict, match="already"):
            services.open_by_hand(event=event, why="known", who=make_guard(site))
