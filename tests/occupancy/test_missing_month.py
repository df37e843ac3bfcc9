"""Readings of a month for which no part was made: kept, summed up, and moved to their month later."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from occupancy import services
from occupancy.counts import Reading
from occupancy.models import OccupancyLog
from tests.builders import default_site
from tests.occupancy.builders import utc
from tests.occupancy.test_schedules import figures, rebuilt

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="months are parts there only"),
]
NOW = utc("2025-03-02T12:00")
"""Whose months are not those that migrations made."""
LATE = [
    Reading(1, 0, utc("2025-02-28T22:30") + n * timedelta(minutes=7), None, 2, 1) for n in range(40)
]


def part_of(month: str) -> int | None:
    """How many rows a month's part has; None where there is no such part."""
    table = f"{OccupancyLog._meta.db_table}_{month}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [table])
        if cursor.fetchone() == (None,):
            return None
        cursor.execute(f"SELECT COUNT(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_a_month_whose_part_is_missing_loses_nothing() -> None:
    site = default_site()
    with time_machine.travel(NOW, tick=False):
        assert services.record_logs(site=site, readings=LATE).inserted == 40
        assert (part_of("default"), part_of("2025_02"), part_of("2025_03")) == (40, None, None)
        services.absorb_marks(site=site, until=NOW)
        summed = figures(site)
        services.sweep()
        assert (part_of("default"), part_of("2025_02"), part_of("2025_03")) == (0, 13, 27)
        assert services.record_logs(site=site, readings=LATE).repeated == 40
        assert figures(site) == summed
        assert rebuilt(site, utc("2025-02-27"), utc("2025-03-03")) == summed


def test_readings_that_wait_in_the_default_part_are_retired_too() -> None:
    site = default_site()
    with time_machine.travel(NOW, tick=False):
        services.record_logs(site=site, readings=LATE)
        services.absorb_marks(site=site, until=NOW)
        summed = figures(site)
    later = NOW + timedelta(days=500)
    with time_machine.travel(later, tick=False):
        assert services.retire_logs(now=later)["rows"] == 40
    assert not OccupancyLog.objects.exists()
    assert figures(site) == summed
