"""A blocked vehicle that calls where no camera is named: one alert a call, and each call is told of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factory.alerts.models import Alert, Channel, Delivery
from factory.alerts.services import acknowledge, resolve
from factory.core import clock
from factory.sites.models import Site
from tests.builders import default_site
from tests.vehicles.builders import block, make_guard, see

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def site() -> Site:
    site = default_site()
    Channel.objects.create(site=site, name="Guards", kind="mail", target="guards@plant.example")
    block(site)
    return site


def told() -> tuple[list[int], int]:
    """Each alert's count, oldest first, and how many deliveries there are."""
    counts = Alert.objects.order_by("pk").values_list("count", flat=True)
    return list(counts), Delivery.objects.count()


def test_reads_of_one_call_are_one_alert(site: Site) -> None:
    for _ in range(3):
        see(site)
    assert told() == ([3], 1)


@pytest.mark.parametrize("act", [acknowledge, resolve])
def test_once_seen_the_next_call_is_told_of(site: Site, act: object) -> None:
    see(site)
    assert callable(act)
    act(alert=Alert.objects.get(), who=make_guard(site))
    see(site)
    see(site)
    assert told() == ([1, 2], 2)


def test_after_the_cooldown_the_next_call_is_told_of_and_the_first_stays_open(site: Site) -> None:
    see(site)
    Alert.objects.update(last_raised_at=clock.now() - timedelta(seconds=61))
    see(site)
    assert told() == ([1, 1], 2)
    assert not Alert.objects.exclude(resolved_at=None).exists()


def test_two_vehicles_are_two_alerts(site: Site) -> None:
    block(site, "MH12DE5678")
    see(site)
    see(site, "MH12DE5678")
    assert told() == ([1, 1], 2)
