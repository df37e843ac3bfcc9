"""A site's zone was wrong and is corrected: hours, days and months follow, and nothing is there twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db.models import Sum

from factory.core.periods import Period
from factory.sites.models import Site
from occupancy import services, tasks
from occupancy.counts import Reading
from occupancy.models import (
    DirtyHour,
    OccupancyDailyAggregate,
    OccupancyDaySummary,
    OccupancyLog,
    OccupancyMonthlyAggregate,
)
from tests.builders import make_site
from tests.occupancy.builders import utc
from tests.occupancy.test_aggregation_service import check_against_reference

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
FIRST, LAST = utc("2026-05-29T01:10"), utc("2026-06-02T02:40")
NOW = utc("2026-07-01T12:00:05")
SUMS = (OccupancyDailyAggregate, OccupancyDaySummary, OccupancyMonthlyAggregate)


def turn(site: Site, zone: str) -> Site:
    """Correct the zone; returns the site as the next process reads it."""
    Site.objects.filter(pk=site.pk).update(time_zone=zone)
    return Site.objects.get(pk=site.pk)


def read(site: Site) -> None:
    """Record a reading each 20 minutes over a month's end, by two cameras, and sum them up."""
    steps = range((LAST - FIRST) // timedelta(minutes=20) + 1)
    readings = [
        Reading(camera, 0, FIRST + n * timedelta(minutes=20), None, n % 3, n % 2)
        for camera in (1, 2)
        for n in steps
    ]
    services.record_logs(site=site, readings=readings)
    services.absorb_marks(site=site, until=NOW)


def by_hand(site: Site) -> None:
    list(services.rebuild(site=site, period=Period(FIRST - timedelta(days=2), NOW)))


def by_itself(_site: Site) -> None:
    tasks.hourly_aggregation()
    minutes = 0
    while DirtyHour.objects.filter(hour_end__lte=NOW - timedelta(minutes=10)).exists():
        services.absorb_late(site_id=_site.pk)
        minutes += 1
        assert minutes < 30, "it comes to an end"


def total(model: Any, site: Site) -> tuple[Any, ...]:
    rows = model.objects.filter(site=site)
    return tuple(rows.aggregate(e=Sum("entries"), x=Sum("exits")).values())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("UTC", "Asia/Kolkata", id="half an hour apart"),
        pytest.param("Asia/Kolkata", "America/New_York", id="back over midnight"),
        pytest.param("UTC", "Asia/Dubai", id="whole hours: other days only"),
        pytest.param("Asia/Kathmandu", "Asia/Kolkata", id="a quarter"),
        pytest.param("Asia/Calcutta", "Asia/Kolkata", id="another name of the same"),
    ],
)
@pytest.mark.parametrize("mend", [by_hand, by_itself])
def test_sums_follow_a_corrected_zone(
    before: str, after: str, mend: Callable[[Site], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("occupancy.services.turning.AT_ONCE", 30)
    with time_machine.travel(NOW, tick=False):
        site = make_site(time_zone=before)
        read(site)
        site = turn(site, after)
        mend(site)
        check_against_reference(site)
        logs = total(OccupancyLog, site)
        assert [total(model, site) for model in SUMS] == [logs] * 3
        for model in SUMS:
            zones = model.objects.filter(site=site).values_list("time_zone", flat=True)
            assert set(zones) == {after}
        assert services.mark_turned(site=site, now=NOW) == 0


def test_marks_from_before_the_correction_lose_nothing() -> None:
    with time_machine.travel(NOW, tick=False):
        site = make_site(time_zone="UTC")
        services.record_logs(site=site, readings=[Reading(1, 0, utc("2026-06-10T12:45"), 4)])
        site = turn(site, "Asia/Kolkata")
        services.absorb_marks(site=site, until=NOW)
        check_against_reference(site)


def test_one_hour_summed_up_again_takes_what_it_lies_over_along() -> None:
    with time_machine.travel(NOW, tick=False):
        site = make_site(time_zone="UTC")
        for text in ("2026-06-10T12:10", "2026-06-10T12:45"):
            services.record_logs(site=site, readings=[Reading(1, 0, utc(text), None, 2)])
        services.absorb_marks(site=site, until=NOW)
        site = turn(site, "Asia/Kolkata")
        start = utc("2026-06-10T11:30")
        services.aggregate_hours(site=site, period=Period(start, start + timedelta(hours=1)))
        check_against_reference(site)


def test_sums_whose_readings_are_gone_stay_by_the_clock_that_made_them() -> None:
    with time_machine.travel(NOW, tick=False):
        site = make_site(time_zone="UTC")
        read(site)
        OccupancyLog.objects.filter(site=site, timestamp__lt=utc("2026-06-01")).delete()
        kept = OccupancyDailyAggregate.objects.filter(site=site, hour_start__lt=utc("2026-06-01"))
        before = list(kept.order_by("pk").values())
        site = turn(site, "Asia/Dubai")
        by_itself(site)
        assert list(kept.order_by("pk").values()) == before
        june = OccupancyDailyAggregate.objects.filter(site=site, hour_start__gte=utc("2026-06-01"))
        assert set(june.values_list("time_zone", flat=True)) == {"Asia/Dubai"}
        mixed = OccupancyDaySummary.objects.filter(site=site, business_date="2026-05-31")
        assert set(mixed.values_list("time_zone", flat=True)) == {"UTC"}
        assert total(OccupancyDaySummary, site) == total(OccupancyDailyAggregate, site)
