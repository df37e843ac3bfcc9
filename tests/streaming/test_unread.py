"""The alert of a camera whose host has died, raised by whoever is still there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import pytest
import time_machine
from django.core.cache import cache
from pytest_django import DjangoAssertNumQueries

from factory.alerts.models import Alert
from streaming import services
from streaming.models import Camera
from tests.builders import make_site
from tests.streaming.builders import make_camera, report

pytestmark = pytest.mark.django_db
Traveller: TypeAlias = time_machine.Traveller
START = datetime(2025, 1, 15, 8, 0, tzinfo=UTC)
FED = {"consumers": ["occupancy"]}


@pytest.fixture
def traveller() -> Iterator[Traveller]:
    cache.clear()
    with time_machine.travel(START, tick=False) as made:
        yield made


def sweeps(traveller: Traveller, seconds: int) -> None:
    """Let the time pass, with a sweep each minute and one at the end."""
    for _ in range(seconds // 60):
        services.sweep()
        traveller.shift(60)
    traveller.shift(seconds % 60)
    services.sweep()


def read(*cameras: Camera) -> None:
    services.record_statuses({camera.pk: report() for camera in cameras})


def alerts() -> dict[str, str]:
    found = Alert.objects.filter(resolved_at=None)
    return dict(found.values_list("dedup_key", "text"))


def test_a_camera_whose_host_dies_raises_its_alert_once(
    traveller: Traveller,
) -> None:
    lost, well = make_camera(make_site(), **FED), make_camera(make_site(), **FED)
    read(lost, well)
    sweeps(traveller, 60)
    assert alerts() == {}
    read(well)
    sweeps(traveller, 15)
    assert list(alerts()) == [f"camera-offline:{lost.pk}"]
    assert (
        "since 08:00:00 UTC: no process reads this camera" in alerts()[f"camera-offline:{lost.pk}"]
    )
    sweeps(traveller, 30)
    assert Alert.objects.get().count == 1
    read(lost)
    assert alerts() == {}


@pytest.mark.parametrize(
    ("fields", "raised"),
    [
        pytest.param(FED, True, id="fed"),
        pytest.param({}, False, id="read on demand only"),
        pytest.param(FED | {"enabled": False}, False, id="switched off"),
        pytest.param(
            FED | {"active_from": "20:00", "active_until": "22:00"}, False, id="outside its hours"
        ),
    ],
)
def test_who_is_missed(traveller: Traveller, fields: dict[str, Any], raised: bool) -> None:
    camera = make_camera(make_site(), **fields)
    camera.refresh_from_db()
    read(camera)
    sweeps(traveller, 180)
    assert bool(alerts()) == raised


def test_one_that_comes_on_duty_is_late_only_then(traveller: Traveller) -> None:
    site = make_site(time_zone="UTC")
    camera = make_camera(site, **FED, active_from="08:10", active_until="22:00")
    services.mark_resting({camera.pk: "reads from 08:10 to 22:00"})
    sweeps(traveller, 660)
    assert alerts() == {}
    sweeps(traveller, 15)
    assert "since 08:10:00" in alerts()[f"camera-offline:{camera.pk}"]
    Camera.objects.update(enabled=False)
    services.sweep()
    assert alerts() == {}


def test_one_whose_recognisers_are_taken_off_is_missed_no_more(traveller: Traveller) -> None:
    site = make_site()
    lost, other = make_camera(site, **FED), make_camera(site, **FED)
    read(other)
    sweeps(traveller, 360)
    assert len(alerts()) == 2, "one was never read, the other is no longer"
    Camera.objects.update(consumers=[])
    services.sweep()
    assert alerts() == {}
    services.record_statuses({lost.pk: report("offline", since_s=90)})
    services.sweep()
    assert list(alerts()) == [f"camera-offline:{lost.pk}"], "somebody reads it, and says so"


def test_one_that_was_never_read_is_waited_for(traveller: Traveller) -> None:
    new = make_camera(make_site(), **FED)
    sweeps(traveller, 900)
    assert alerts() == {}, "where no camera has ever been read nothing has stopped"
    other = make_camera(make_site())
    read(other)
    services.sweep()
    assert list(alerts()) == [f"camera-offline:{new.pk}"]
    newer = make_camera(make_site(), **FED)
    sweeps(traveller, 240)
    assert len(alerts()) == 1
    sweeps(traveller, 60)
    assert f"camera-offline:{newer.pk}" in alerts()


def test_after_a_rest_of_the_whole_system_nobody_is_late_at_once(
    traveller: Traveller,
) -> None:
    camera = make_camera(make_site(), **FED)
    read(camera)
    services.sweep()
    cache.clear()  # as its entries end
    traveller.shift(timedelta(days=2))
    sweeps(traveller, 60)
    assert alerts() == {}
    sweeps(traveller, 15)
    assert len(alerts()) == 1


def test_it_costs_the_same_for_many(
    traveller: Traveller, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    site = make_site()
    read(*(make_camera(site, **FED) for _ in range(9)))
    with django_assert_num_queries(3):
        services.sweep()
