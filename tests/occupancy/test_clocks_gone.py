"""A counter goes away while its clock is ahead: nothing says so for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from factory.alerts.models import Alert
from occupancy import services
from occupancy.counts import Reading
from occupancy.models import Area, AreaCamera
from occupancy.selectors.live import live_of
from streaming.models import Camera
from tests.builders import default_site
from tests.occupancy.builders import make_area, make_counter, utc

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOON = utc("2026-06-10T12:00")
AHEAD = timedelta(minutes=5)


@pytest.fixture
def hall() -> Area:
    return make_area(default_site(), name="Hall")


@pytest.fixture
def door(hall: Area) -> Camera:
    return make_counter(hall)


def send(door: Camera, *areas: Area) -> None:
    readings = [Reading(door.pk, area.pk, NOON + AHEAD, entries=1) for area in areas]
    with time_machine.travel(NOON, tick=False):
        services.record_logs(site=default_site(), readings=readings)


def ahead(area: Area) -> int:
    found: int = live_of(area, NOON)["clock_ahead_seconds"]
    return found


def test_taken_away(hall: Area, door: Camera) -> None:
    send(door, hall)
    assert ahead(hall) == 300
    with time_machine.travel(NOON, tick=False):
        services.take_part_away(part=AreaCamera.objects.get())
    assert ahead(hall) == 0
    assert Alert.objects.get(kind="occupancy_clock").resolved_at == NOON


def test_put_into_another_area(hall: Area, door: Camera) -> None:
    send(door, hall)
    part = AreaCamera.objects.get()
    part.area = make_area(default_site(), name="Yard")
    with time_machine.travel(NOON, tick=False):
        services.save_part(part=part)
    assert ahead(hall) == 0
    assert not Alert.objects.filter(kind="occupancy_clock", resolved_at=None).exists()


def test_still_counting_elsewhere(hall: Area, door: Camera) -> None:
    yard = make_area(default_site(), name="Yard")
    send(door, hall, yard)
    with time_machine.travel(NOON, tick=False):
        services.take_part_away(part=AreaCamera.objects.get(area=hall))
    assert (ahead(hall), ahead(yard)) == (0, 300)
    assert Alert.objects.filter(kind="occupancy_clock", resolved_at=None).count() == 1
