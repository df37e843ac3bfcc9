"""A site changes its plate rules: no list entry is turned off, nobody is kept inside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from factory.core import clock
from factory.core.memo import forget_all
from factory.sites.models import Site, SiteSetting
from tests.vehicles.builders import block, make_camera, make_gate, make_guard, see
from vehicles import selectors, services
from vehicles.models import GateEvent, Vehicle

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
OWN = "[A-Z]{2}[0-9]{1,2}[A-Z]{1,3}[0-9]{1,4}"
RULES = ("india", "strict", OWN)
CHANGES = [(one, other) for one in RULES for other in RULES if one != other]
PLATES = ("KA01EK171", "DL1CAB1234")
SetRules = Callable[[str], None]


@pytest.fixture
def set_rules(site: Site) -> SetRules:
    def change(rules: str) -> None:
        since = clock.now() - timedelta(hours=1)
        SiteSetting.objects.create(site=site, name="vehicles.plate_rules", value=rules, since=since)
        forget_all()

    return change


@pytest.mark.parametrize("plate", PLATES)
@pytest.mark.parametrize(("before", "after"), CHANGES)
def test_blocked_stays_blocked_and_can_be_lifted(
    site: Site, set_rules: SetRules, before: str, after: str, plate: str
) -> None:
    set_rules(before)
    block(site, plate)
    set_rules(after)
    assert see(site, plate).status == "BLOCKED"
    block(site, plate)
    assert services.unblock_plate(site=site, plate=plate).status == "UNKNOWN"
    assert Vehicle.objects.count() == 1


@pytest.mark.parametrize("plate", PLATES)
@pytest.mark.parametrize(("before", "after"), [("india", OWN), (OWN, "india")])
def test_who_is_inside_leaves(
    site: Site, set_rules: SetRules, before: str, after: str, plate: str
) -> None:
    set_rules(before)
    entry, way_out = make_camera(site), make_camera(site, direction="out")
    make_gate(site, entry, policy="log_only")
    make_gate(site, way_out, policy="log_only", direction="out")
    for ago in (900, 600):
        see(site, plate, camera=entry, ago=ago)
    set_rules(after)
    see(site, plate, camera=way_out, ago=300)
    assert selectors.vehicles_inside(site) == []
    see(site, plate, camera=entry, ago=200)
    services.mark_left(site=site, plate=plate, who=make_guard(site))
    assert selectors.vehicles_inside(site) == []


class TestRowsOfBefore:
    """What was keyed when a site's own patterns still had keys of their own."""

    @pytest.fixture
    def migrate(self) -> Callable[[], None]:
        module = import_module("vehicles.migrations.0003_one_key_by_all_rules")

        def run() -> None:
            module.index_the_list(apps, None)
            module.key_the_past(apps, None)

        return run

    def test_they_are_found_again(self, site: Site, migrate: Callable[[], None]) -> None:
        for plate in PLATES:
            row = {"key": plate, "skeleton": plate, "mirrored": "", "status": "BLOCKED"}
            Vehicle.objects.create(site=site, plate=plate, **row)
        event = GateEvent.objects.create(
            site=site,
            plate=PLATES[0],
            key=PLATES[0],
            decision="pass",
            admitted=True,
            direction="in",
        )
        migrate()
        assert [see(site, plate).status for plate in (*PLATES, "KA01EK0171")] == ["BLOCKED"] * 3
        assert see(site, "EK171").reason == "possibly_blocked"
        event.refresh_from_db()
        assert event.key == "KA01EK0171"

    def test_two_that_come_to_one_key_are_both_kept(
        self, site: Site, migrate: Callable[[], None]
    ) -> None:
        for plate in ("DL1CAB1234", "DL01CAB1234"):
            Vehicle.objects.create(site=site, plate=plate, key=plate, skeleton="", mirrored="")
        migrate()
        assert set(Vehicle.objects.values_list("key", flat=True)) == {"DL1CAB1234", "DL01CAB1234"}
