"""The IND badge is told among a plate's lines: a blocked vehicle is found wherever it comes."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from factory.sites.models import Site
from tests.vehicles.builders import PLATE, block, see
from vehicles.block_matching import index_of
from vehicles.models import Vehicle

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.mark.parametrize(
    "text", [f"{PLATE} IND", f"{PLATE}IND", f"{PLATE[:6]}\nIND\n{PLATE[6:]}", f"{PLATE}\nINDIA"]
)
def test_a_blocked_vehicle_is_found(site: Site, text: str) -> None:
    block(site)
    assert see(site, text).status == "BLOCKED"


@pytest.mark.parametrize(("beside", "plates"), [(False, [PLATE]), (True, [PLATE, f"{PLATE}IND"])])
def test_listed_plates_lose_theirs(site: Site, *, beside: bool, plates: list[str]) -> None:
    with_badge = f"{PLATE}IND"
    entry = block(site)
    Vehicle.objects.filter(pk=entry.pk).update(plate=with_badge, **index_of(with_badge))
    if beside:
        block(site)
    migration = import_module("vehicles.migrations.0007_badges_behind_plates")
    migration.without_their_badges(apps, None)
    assert list(Vehicle.objects.order_by("plate").values_list("plate", flat=True)) == plates
    assert Vehicle.objects.filter(key=PLATE).count() == 1
