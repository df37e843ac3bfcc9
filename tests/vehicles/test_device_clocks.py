"""A box whose clock is off: measured, and told of once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from factory.alerts.models import Alert
from factory.core import clock
from factory.sites.models import Device, Site
from tests.builders import make_device
from tests.vehicles.builders import PLATE
from vehicles import services
from vehicles.models import PlateRead
from vehicles.services import SeenPlate, device_clocks

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    device_clocks._known.clear()
    yield
    device_clocks._known.clear()


@pytest.fixture
def device(site: Site) -> Device:
    made, _ = make_device(site)
    return made


def send(site: Site, device: Device, late: Iterable[float]) -> None:
    for seconds in late:
        at = clock.now() - timedelta(seconds=seconds)
        services.decide_read(
            site=site, seen=SeenPlate(PLATE, 0.9, device_id=device.pk, captured_at=at)
        )


def told() -> list[tuple[int, bool]]:
    return [
        (one.count, one.resolved_at is None) for one in Alert.objects.filter(kind="device-clock")
    ]


@pytest.mark.parametrize(
    ("late", "alerts"),
    [
        ([0, 0, 0], 0),
        ([15, 15], 0),
        ([15, 16, 14, 15, 15], 1),
        ([-20, -20, -20], 1),
        ([15, 40, 90, 200], 0),
        ([0, 90, 0, 90, 0], 0),
    ],
)
def test_a_clock_that_is_off_steadily(
    site: Site, device: Device, late: list[float], alerts: int
) -> None:
    send(site, device, late)
    assert told() == [(1, True)] * alerts


def test_it_is_written_down_with_its_sign(site: Site, device: Device) -> None:
    send(site, device, [15] * 3)
    device.refresh_from_db()
    assert device.clock_skew is not None
    assert round(device.clock_skew.total_seconds()) == -15
    assert "15 s behind" in Alert.objects.get().text


def test_once_it_is_set_right_the_alert_goes(site: Site, device: Device) -> None:
    send(site, device, [15] * 4)
    send(site, device, [0] * 4)
    device.refresh_from_db()
    assert told() == [(1, False)]
    assert device.clock_skew is not None
    assert abs(device.clock_skew) < timedelta(seconds=5)


def test_nothing_is_asked_while_nothing_changes(
    site: Site, device: Device, django_assert_num_queries: Any
) -> None:
    send(site, device, [0] * 4)
    with django_assert_num_queries(0):
        now = clock.now()
        read = PlateRead(site=site, device=device, captured_at=now, received_at=now)
        device_clocks.note_clock(read, at=now)
