"""A clock at the edge of the tolerance is told once, and right only when it is well within."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import pytest
import time_machine

from factory.alerts.models import Alert
from occupancy import services
from occupancy.clocks import wrong
from occupancy.counts import Reading
from tests.builders import default_site
from tests.occupancy.builders import make_area, make_counter, utc

NOON = utc("2026-06-10T12:00")
TOLERANCE = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("seconds", "already", "is_wrong"),
    [
        pytest.param(29, (), False, id="within"),
        pytest.param(31, (), True, id="beyond"),
        pytest.param(29, (7,), True, id="was ahead, and nearly is"),
        pytest.param(16, (7,), True, id="was ahead, and half of it"),
        pytest.param(15, (7,), False, id="was ahead, and is right again"),
        pytest.param(29, (8,), False, id="another was ahead"),
    ],
)
def test_whose_clock_is_wrong(seconds: int, already: Collection[int], *, is_wrong: bool) -> None:
    found = wrong({7: timedelta(seconds=seconds)}, TOLERANCE, already)
    assert found == ({7} if is_wrong else set())


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
