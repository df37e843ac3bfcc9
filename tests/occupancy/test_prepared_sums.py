"""An hour's sums are few milliseconds: PostgreSQL parses and plans what they ask once a connection."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from factory.core.periods import Period
from occupancy import services
from occupancy.counts import Reading
from occupancy.models import OccupancyDaySummary
from tests.builders import default_site
from tests.occupancy.builders import make_area, make_counter, utc

START = utc("2026-06-10T10:00")
MINE = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s"


@pytest.mark.django_db
@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite prepares by itself")
@pytest.mark.parametrize(
    "part",
    [
        "%pg_advisory_xact_lock%",
        "%occupancy_counterpace%",
        "INSERT INTO occupancy_occupancydaysummary%",
    ],
)
def test_what_each_hour_asks_is_prepared_once(part: str) -> None:
    area = make_area(default_site())
    camera = make_counter(area)
    for hour in range(3):
        at = START + timedelta(hours=hour)
        services.record_logs(
            site=area.site, readings=[Reading(camera.pk, area.pk, at, None, 1, 0)], now=at
        )
        period = Period(at, at + timedelta(hours=1))
        services.aggregate_hours(site=area.site, period=period)
    assert OccupancyDaySummary.objects.get().entries == 3
    with connection.cursor() as cursor:
        cursor.execute(MINE, [part])
        assert cursor.fetchone() == (1,)
