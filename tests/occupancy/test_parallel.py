"""The same bell three times at once, and two bursts of the same readings: the database decides."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import accumulate
from threading import Barrier

import time_machine
from django.db import connection

from factory.core.models import PeriodRun
from factory.sites.models import Site
from occupancy import services, tasks
from occupancy.counts import Reading
from occupancy.models import CountReset, DirtyHour, LiveCount, OccupancyDailyAggregate, OccupancyLog
from tests.builders import default_site
from tests.occupancy.builders import make_area, utc
from tests.occupancy.test_schedules import figures, rebuilt
from tests.threads import ON_POSTGRES_ONLY

pytestmark = ON_POSTGRES_ONLY
AT = utc("2026-06-10T12:00:03")


def three_times(work: Callable[[], object]) -> None:
    """Call ``work`` in three threads that start together."""
    start = Barrier(3)

    def run(_number: int) -> None:
        start.wait()
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(run, range(3)))


def readings(area_id: int = 0) -> list[Reading]:
    return [
        Reading(camera, area_id, AT - timedelta(minutes=minute), None, minute % 3, minute % 2)
        for camera in (1, 2)
        for minute in range(4, 150)
    ]


def rows_equal_a_rebuild(site: Site) -> None:
    assert figures(site) == rebuilt(site, utc("2026-06-09"), utc("2026-06-11"))


def test_the_same_message_three_times_at_once() -> None:
    site = default_site()
    with time_machine.travel(AT, tick=False):
        services.record_logs(site=site, readings=readings())
        three_times(tasks.hourly_aggregation)
        runs = PeriodRun.objects.filter(kind="occupancy.hourly", scope=f"site:{site.pk}")
        assert list(runs.values_list("state", "attempts")) == [("done", 1)]
        assert not DirtyHour.objects.filter(hour_end__lte=AT).exists()
        assert OccupancyDailyAggregate.objects.count() == 2 * 3
        rows_equal_a_rebuild(site)


def test_the_same_readings_three_times_at_once() -> None:
    site = default_site()
    area = make_area(site, capacity=3)
    with time_machine.travel(AT, tick=False):
        three_times(lambda: services.record_logs(site=site, readings=readings(area.pk)))
        assert OccupancyLog.objects.count() == len(readings())
        followed = sorted(LiveCount.objects.values_list("camera_id", "count", "counted_at"))
        services.rebuild_live(site_id=site.pk)
        assert sorted(LiveCount.objects.values_list("camera_id", "count", "counted_at")) == followed
        services.absorb_marks(site=site, until=AT)
        rows_equal_a_rebuild(site)


def test_a_reset_three_times_at_once() -> None:
    site = default_site()
    area = make_area(site)
    with time_machine.travel(AT, tick=False):
        services.record_logs(site=site, readings=readings(area.pk))
        three_times(lambda: services.correct_drift(site=site, at=AT - timedelta(minutes=10)))
    assert CountReset.objects.count() == 2


def test_sums_while_readings_come_in() -> None:
    site = default_site()
    late = [Reading(9, 0, AT - timedelta(minutes=20, seconds=n), n % 7) for n in range(300)]
    with time_machine.travel(AT, tick=False):
        services.record_logs(site=site, readings=readings())
        turns = iter(range(3))

        def work() -> None:
            if next(turns) == 0:
                tasks.hourly_aggregation()
                return
            for one in late:
                services.record_logs(site=site, readings=[one])

        three_times(work)
        services.absorb_marks(site=site, until=AT)
        rows_equal_a_rebuild(site)


def test_late_readings_of_one_camera_by_two_workers_and_a_reset_between() -> None:
    site = default_site()
    first, second, quiet = AT - timedelta(hours=5), AT - timedelta(hours=4), timedelta(hours=2)
    live = [Reading(1, 0, AT - timedelta(minutes=n), None, 1) for n in range(4, 180)]
    boxes = [
        [Reading(1, 0, start + timedelta(seconds=7 * n), None, 2, 1) for n in range(300)]
        for start in (first, second)
    ]
    with time_machine.travel(AT, tick=False):
        services.record_logs(site=site, readings=live)
        turns = iter(range(3))

        def work() -> None:
            turn = next(turns)
            if turn == len(boxes):
                services.correct_drift(site=site, at=AT - quiet)
                return
            for start in range(300, 0, -60):
                services.record_logs(site=site, readings=boxes[turn][start - 60 : start])

        three_times(work)
        services.absorb_marks(site=site, until=AT)
        rows = OccupancyLog.objects.filter(site=site).order_by("timestamp")
        before = [row for row in rows if row.timestamp < AT - quiet]
        after = [row for row in rows if row.timestamp >= AT - quiet]
        nets = [[row.entries - row.exits for row in part] for part in (before, after)]
        assert [row.current_count for row in (*before, *after)] == [
            count for part in nets for count in accumulate(part)
        ]
        assert LiveCount.objects.get(site=site).count == sum(nets[1])
        assert len(rows) == len(live) + 600
        rows_equal_a_rebuild(site)
