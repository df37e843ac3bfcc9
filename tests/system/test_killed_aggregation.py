"""A worker that is killed in the middle of a sum leaves nothing half done, and the next one does it."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.system.house import House

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.redis,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="a statement can be held in its middle there only"
    ),
]

READ = """
from datetime import timedelta
from factory.core import clock
from factory.sites.selectors import default_site
from occupancy import services
from occupancy.counts import Reading
from occupancy.hours import hour_of
site = default_site()
start = hour_of(clock.now() - timedelta(hours=1), site.zone).start
readings = [Reading(camera, 0, start + timedelta(seconds=20 * n), None, n % 3, n % 2)
    for camera in (1, 2) for n in range(100)]
answer = services.record_logs(site=site, readings=readings).inserted
"""
RING = "from factory.core.ring import ring\nring('core.work_due', 'occupancy.hourly')\nanswer = 0"
RUN = """
from factory.core.models import PeriodRun
runs = PeriodRun.objects.filter(kind="occupancy.hourly").order_by("period_start")
# The first: another hour may close meanwhile.
answer = list(runs.values_list("state", "attempts")[:1])
"""
LEASE_OVER = """
from datetime import timedelta
from factory.core import clock
from factory.core.models import PeriodRun
answer = PeriodRun.objects.update(lease_until=clock.now() - timedelta(seconds=1))
"""
ROWS = """
from occupancy.models import DirtyHour, OccupancyDailyAggregate, OccupancyDaySummary
def rows():
    return [[list(row) for row in model.objects.order_by("camera_id", "business_date").values_list(
        "camera_id", "samples", "count_sum", "entries", "exits", "peak_at", "minutes_seen")]
        for model in (OccupancyDailyAggregate, OccupancyDaySummary)]
answer = {"rows": rows(), "marks": DirtyHour.objects.count()}
"""
REBUILT = (
    ROWS
    + """
from datetime import timedelta
from factory.core import clock
from factory.core.periods import Period
from factory.sites.selectors import default_site
from occupancy import services
for model in (OccupancyDailyAggregate, OccupancyDaySummary):
    model.objects.all().delete()
now = clock.now()
list(services.rebuild(site=default_site(), period=Period(now - timedelta(days=2), now)))
answer = {"rows": rows(), "marks": 0}
"""
)


def waits_for_a_table(holder: psycopg.Connection[Any]) -> bool:
    found = holder.execute(
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation IS NOT NULL"
    )
    return bool((found.fetchone() or (0,))[0])


def test_exactly_one_right_aggregate_after_a_kill_in_its_middle(house: House) -> None:
    house.ground.environment["DJANGO_SETTINGS_MODULE"] = "factory.settings"
    assert house.ask(READ) == 200
    with psycopg.connect(house.ground.environment["DATABASE_URL"]) as holder:
        # Writing into it now waits, and with it the statement that sums up.
        holder.execute("LOCK TABLE occupancy_occupancydailyaggregate IN SHARE MODE")
        worker = house.worker()
        house.ask(RING)
        house.until(lambda: waits_for_a_table(holder))
        house.kill(worker)
        holder.rollback()
    assert house.ask(RUN) == [["running", 1]]
    assert house.ask(ROWS) == {"rows": [[], []], "marks": 2}, "nothing half done, no mark lost"
    house.ask(LEASE_OVER)
    house.worker("next")
    house.ask(RING)
    house.until(lambda: house.ask(RUN) == [["done", 2]])
    found = house.ask(ROWS)
    assert [len(rows) for rows in found["rows"]] == [2, 2]
    assert found["marks"] == 0
    assert found == house.ask(REBUILT)
