"""A clock that jumps ahead for a moment: what it said rightly before stays where it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from occupancy import services
from occupancy.clocks import by_our_clock
from occupancy.counts import Reading
from occupancy.models import OccupancyDailyAggregate, OccupancyLog
from tests.builders import default_site
from tests.occupancy.builders import make_area, make_counter, utc

NOON = utc("2026-06-10T12:00")
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("said", "ours"),
    [
        pytest.param([-2, -1, 50], [-2, -1, 0], id="one jumps"),
        pytest.param([50, -1, -2], [0, -1, -2], id="in any order"),
        pytest.param([-1, 0, 50], [-1, 0, 0], id="just as long a step"),
        pytest.param([-2, -1, 20, 50], [-52, -51, -30, 0], id="steps shorter than that"),
        pytest.param([-9, 1, 50], [-59, -49, 0], id="of one in the future too"),
        pytest.param([-70, -2, -1, 49, 50], [-70, -2, -1, -1, 0], id="several jump"),
        pytest.param([-60, -10, 40, 50], [-60, -10, -10, 0], id="a step as long further back"),
    ],
)
def test_only_what_goes_with_the_jump_is_set_back(said: list[int], ours: list[int]) -> None:
    readings = [Reading(1, 1, NOON + MINUTE * minute) for minute in said]
    told = by_our_clock(readings, {1: MINUTE * 50}, NOON)
    assert [(one.at - NOON) // MINUTE for one in told] == ours
    assert [one.said for one in told] == [one.at for one in readings]


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_backlog_keeps_its_hours() -> None:
    hall = make_area(default_site(), name="Hall")
    door = make_counter(hall)
    rows = [Reading(door.pk, hall.pk, NOON - MINUTE * n, entries=1) for n in range(60, 0, -1)]
    rows.append(Reading(door.pk, hall.pk, NOON + MINUTE * 50, entries=1))
    for _ in range(2):
        with time_machine.travel(NOON, tick=False):
            services.record_logs(site=hall.site, readings=rows)
    with time_machine.travel(NOON + MINUTE * 61, tick=False):
        services.record_logs(site=hall.site, readings=rows)
        services.absorb_marks(site=hall.site, until=NOON)
    assert OccupancyLog.objects.count() == 61
    assert OccupancyLog.objects.get(said_at__isnull=False).timestamp == NOON
    hour = OccupancyDailyAggregate.objects.get(hour_start=NOON - MINUTE * 60)
    assert hour.entries == 60
