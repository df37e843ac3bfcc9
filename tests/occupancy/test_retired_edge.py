"""Sums across the edge of what is kept: no hour is made anew from the half of it that is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from factory.core.errors import Invalid
from factory.core.partitions import ensure_partitions
from factory.core.periods import Period
from factory.sites.models import Site, SiteSetting
from occupancy import services
from occupancy.counts import Reading
from occupancy.models import DirtyHour, OccupancyDailyAggregate, OccupancyLog
from occupancy.selectors.edges import whole_since
from tests.builders import make_site
from tests.occupancy.builders import utc

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = utc("2026-06-10T04:10")
EDGE = utc("2026-04-01")
"""Of 62 days; 05:30 in India, in the middle of an hour."""
QUARTER = timedelta(minutes=15)


def keep(site: Site, days: int) -> None:
    SiteSetting.objects.update_or_create(
        site=site,
        name="occupancy.log_retention_days",
        defaults={"value": days, "since": NOW - timedelta(days=900)},
    )


def told() -> list[tuple[Any, ...]]:
    fields = ("hour_start", "samples", "entries", "coverage", "computed_at")
    return list(OccupancyDailyAggregate.objects.order_by("hour_start").values_list(*fields))


@pytest.fixture
def site() -> Site:
    """Read every quarter from two hours before the edge to two after it, summed up, then retired."""
    found = make_site(time_zone="Asia/Kolkata")
    with time_machine.travel(EDGE + timedelta(hours=3), tick=False):
        for month in (EDGE - QUARTER, EDGE):
            ensure_partitions(OccupancyLog, "timestamp", month)
        readings = [Reading(1, 0, EDGE + number * QUARTER, None, 1) for number in range(-8, 8)]
        services.record_logs(site=found, readings=readings)
        services.absorb_marks(site=found, until=EDGE + timedelta(hours=3))
    keep(found, 62)
    with time_machine.travel(NOW, tick=False):
        assert services.retire_logs(now=NOW)["success"]
    assert OccupancyLog.objects.count() == 8
    return found


def rebuilt(site: Site) -> None:
    day = timedelta(days=1)
    list(services.rebuild(site=site, period=Period(EDGE - day, EDGE + day)))


def asked_again(site: Site) -> None:
    start = EDGE - 2 * QUARTER
    services.aggregate_hours(site=site, period=Period(start, start + timedelta(hours=1)))


def marked(site: Site) -> None:
    start = EDGE - 2 * QUARTER
    end = start + timedelta(hours=1)
    DirtyHour.objects.create(site=site, camera_id=1, area_id=0, hour_start=start, hour_end=end)
    services.absorb_marks(site=site, until=NOW)


@pytest.mark.parametrize("again", [rebuilt, asked_again, marked])
def test_an_hour_half_of_whose_readings_are_gone_is_left_alone(
    site: Site, again: Callable[[Site], None]
) -> None:
    before = told()
    assert [row[1] for row in before] == [2, 4, 4, 4, 2], "half past is the full hour there"
    with time_machine.travel(NOW, tick=False):
        again(site)
    assert told() == before


@pytest.mark.parametrize("minutes", [0, 29])
def test_a_reading_of_that_hour_is_refused(site: Site, minutes: int) -> None:
    at = EDGE + timedelta(minutes=minutes, seconds=1)
    with time_machine.travel(NOW, tick=False):
        with pytest.raises(Invalid):
            services.record_logs(site=site, readings=[Reading(1, 0, at, None, 1)])
        late = EDGE + timedelta(minutes=30, seconds=1)
        services.record_logs(site=site, readings=[Reading(1, 0, late, None, 1)])
        services.absorb_marks(site=site, until=NOW)
    assert [row[1] for row in told()] == [2, 4, 4, 5, 2]


def test_what_is_gone_does_not_come_back_with_a_longer_retention(site: Site) -> None:
    before = told()
    keep(site, 400)
    with time_machine.travel(NOW, tick=False):
        assert whole_since(site, NOW) == EDGE + 2 * QUARTER
        with pytest.raises(Invalid):
            services.record_logs(site=site, readings=[Reading(1, 0, EDGE - QUARTER, None, 1)])
        rebuilt(site)
    assert told() == before


def test_another_zones_hour_across_the_edge_is_not_marked_for_ever(site: Site) -> None:
    before = told()
    site.time_zone = "UTC"
    site.save()
    with time_machine.travel(NOW, tick=False):
        for _ in range(3):
            services.mark_turned(site=site, now=NOW)
            services.absorb_marks(site=site, until=NOW)
        assert services.mark_turned(site=site, now=NOW) == 0
    assert [row for row in told() if row[0] < EDGE] == [row for row in before if row[0] < EDGE]
