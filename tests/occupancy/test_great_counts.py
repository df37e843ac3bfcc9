"""A counter that counts on past what 32 bits hold loses no reading, and its sums are made."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from factory.core.periods import Period
from occupancy import services
from occupancy.api.views.logs import ingest
from occupancy.counts import MOST
from occupancy.models import (
    CountReset,
    LiveCount,
    OccupancyDailyAggregate,
    OccupancyLog,
    OccupancyMonthlyAggregate,
)
from tests.builders import default_site
from tests.occupancy.builders import make_area, make_counter, utc

START = utc("2026-06-10T12:00")
ROWS = 2200


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_count_beyond_32_bits() -> None:
    site = default_site()
    area = make_area(site, capacity=100)
    camera = make_counter(area).pk
    rows = [
        {"camera": camera, "timestamp": (START + timedelta(seconds=n)).isoformat(), "entries": MOST}
        for n in range(ROWS)
    ]
    with time_machine.travel(START + timedelta(hours=2), tick=False):
        assert ingest(site, rows)["stored"] == ROWS
        late = {"camera": camera, "timestamp": (START - timedelta(seconds=1)).isoformat()}
        assert ingest(site, [late | {"entries": 1}])["stored"] == 1
        total = ROWS * MOST + 1
        assert (
            LiveCount.objects.get().count == OccupancyLog.objects.latest("timestamp").current_count
        )
        assert LiveCount.objects.get().count == total
        services.correct_drift(site=site, area_id=area.pk)
        assert CountReset.objects.get().before == total
        hour = Period(START, START + timedelta(hours=1))
        services.aggregate_hours(site=site, period=hour)
        sums = OccupancyDailyAggregate.objects.get()
        assert (sums.max_occupancy, sums.min_occupancy) == (total, MOST + 1)
        assert sums.entries == ROWS * MOST
        before = sums.computed_at
        list(services.rebuild(site=site, period=hour))
        assert OccupancyDailyAggregate.objects.get(hour_start=START).computed_at == before
    with time_machine.travel(utc("2026-07-01T01:00"), tick=False):
        services.aggregate_month(site=site, period=Period(utc("2026-06-01"), utc("2026-07-01")))
    assert OccupancyMonthlyAggregate.objects.get().max_occupancy == total
