"""A clock at the edge of the tolerance is told once, and right only when it is well within."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import pytest
import time_machine

from factory.alerts.models import Alert
from occupancy import services
from occupancy.clocks import ahead
from occupancy.counts import Reading
from tests.builders import default_site
from tests.occupancy.builders import make_area, make_counter, utc

NOON = utc("2026-06-10T12:00")
TOLERANCE = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("seconds", "already", "told"),
    [
        pytest.param(29, (), None, id="within"),
        pytest.param(31, (), 31, id="beyond"),
        pytest.param(29, (7,), 29, id="was ahead, and nearly is"),
        pytest.param(16, (7,), 16, id="was ahead, and half of it"),
        pytest.param(15, (7,), None, id="was ahead, and is right again"),
        pytest.param(29, (8,), None, id="another was ahead"),
    ],
)
def test_who_is_ahead(seconds: int, already: Collection[int], told: int | None) -> None:
    reading = Reading(7, 1, NOON + timedelta(seconds=seconds), 5)
    expected = {} if told is None else {7: timedelta(seconds=told)}
    assert ahead([reading], NOON, TOLERANCE, already) == expected


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_steady_clock_over_an_unsteady_network_is_told_once() -> None:
    hall = make_area(default_site())
    counter = make_counter(hall)

    def send(minute: int, seconds_ahead: int, seconds_on_the_way: int) -> None:
        sent = NOON + timedelta(minutes=minute)
        reading = Reading(counter.pk, hall.pk, sent + timedelta(seconds=seconds_ahead), None, 1)
        with time_machine.travel(sent + timedelta(seconds=seconds_on_the_way), tick=False):
            services.record_logs(site=hall.site, readings=[reading])

    for minute in range(10):
        send(minute, 31, minute % 2 * 2)
    alert = Alert.objects.get(kind="occupancy_clock")
    assert alert.resolved_at is None
    send(10, 0, 0)
    alert.refresh_from_db()
    assert alert.resolved_at is not None
