"""Old readings go by the month; sums, resets and the live count stay what they were."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection

from factory.core.errors import Invalid
from factory.core.partitions import ensure_partitions
from factory.core.tasks import work_due
from factory.sites.models import Site, SiteSetting
from occupancy import services
from occupancy.counts import Reading
from occupancy.models import CountReset, LiveCount, OccupancyDailyAggregate, OccupancyLog
from tests.builders import default_site, make_site
from tests.occupancy.builders import utc

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = utc("2026-06-10T04:10")


def keep(site: Site, days: int) -> None:
    SiteSetting.objects.create(
        site=site, name="occupancy.log_retention_days", value=days, since=NOW - timedelta(days=900)
    )


def read(site: Site, at: datetime, entries: int) -> None:
    with time_machine.travel(at + timedelta(minutes=1), tick=False):
        ensure_partitions(OccupancyLog, "timestamp", at)
        services.record_logs(site=site, readings=[Reading(1, 0, at, None, entries)])
        services.absorb_marks(site=site, until=at + timedelta(hours=2))


def kept(site: Site) -> list[str]:
    rows = OccupancyLog.objects.filter(site=site).order_by("timestamp")
    return [f"{row.timestamp:%m-%d}" for row in rows]


def test_each_site_keeps_what_it_says_and_loses_no_count() -> None:
    short, long = make_site(), default_site()
    keep(short, 62)
    for site in (short, long):
        for text in ("2026-01-20", "2026-03-31T23:59", "2026-04-01", "2026-06-09"):
            read(site, utc(text), 2)
    before = {site.pk: LiveCount.objects.get(site=site).count for site in (short, long)}
    sums = OccupancyDailyAggregate.objects.count()
    with time_machine.travel(NOW, tick=False):
        services.retire_logs(now=NOW)
        result = services.retire_logs(now=NOW)
        assert (result["rows"], result["carried_over"]) == (0, 0), "again there is nothing to do"
        assert kept(short) == ["04-01", "06-09"]
        assert kept(long) == ["01-20", "03-31", "04-01", "06-09"]
        for site in (short, long):
            services.rebuild_live(site_id=site.pk)
            assert LiveCount.objects.get(site=site).count == before[site.pk] == 8
    assert OccupancyDailyAggregate.objects.count() == sums
    carried = CountReset.objects.get(site=short)
    assert (carried.before, carried.after, carried.reason) == (4, 4, "carried")
    assert carried.at == utc("2026-04-01")


def test_what_could_not_be_summed_up_again_is_refused() -> None:
    site = default_site()
    keep(site, 62)
    with time_machine.travel(NOW, tick=False):
        with pytest.raises(Invalid):
            services.record_logs(site=site, readings=[Reading(1, 0, utc("2026-03-31T23:59"), 1)])
        services.record_logs(site=site, readings=[Reading(1, 0, utc("2026-04-01"), 1)])
    assert kept(site) == ["04-01"]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="months are parts there only")
def test_whole_months_are_dropped() -> None:
    site = default_site()
    keep(site, 62)
    read(site, utc("2026-01-20"), 2)
    with time_machine.travel(NOW, tick=False):
        work_due("occupancy.retention")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('occupancy_occupancylog_2026_01')")
        assert cursor.fetchone() == (None,)
