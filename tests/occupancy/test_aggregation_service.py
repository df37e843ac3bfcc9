"""Sums equal a brute-force reference, whatever the zone and however the readings came."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factory.core.periods import Period
from factory.sites.models import Site
from occupancy import services
from occupancy.counts import Reading
from occupancy.models import (
    DirtyHour,
    OccupancyDailyAggregate,
    OccupancyDaySummary,
    OccupancyLog,
    OccupancyMonthlyAggregate,
)
from tests.builders import make_site
from tests.occupancy.builders import brute_force, grouped, sums_of, utc

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

# A zone, and the moment around which its clocks do something of interest.
ZONES = [
    pytest.param("UTC", "2026-06-10T12:00", id="UTC"),
    pytest.param("Asia/Kolkata", "2026-06-10T18:30", id="half-hour zone at midnight"),
    pytest.param("America/New_York", "2026-03-08T07:00", id="New York, clocks go forward"),
    pytest.param("America/New_York", "2026-11-01T06:00", id="New York, clocks go back"),
    pytest.param("Europe/Berlin", "2026-03-29T01:00", id="Berlin, clocks go forward"),
    pytest.param("Europe/Berlin", "2026-10-25T01:00", id="Berlin, clocks go back"),
    pytest.param("Asia/Kolkata", "2026-05-31T18:30", id="Kolkata, end of a month"),
]
LATER = timedelta(days=35)
MINUTES = st.integers(-30 * 60, 30 * 60)
readings_st = st.lists(
    st.tuples(
        st.integers(1, 2),
        st.integers(0, 1),
        MINUTES,
        st.sampled_from([0, 1, 59_999_999, 59_999_600]),
        st.none() | st.integers(0, 9),
        st.integers(0, 3),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=60,
)


def reading(around: datetime, drawn: tuple[Any, ...]) -> Reading:
    camera, area, minute, micros, number, entries, exits = drawn
    at = around + timedelta(minutes=minute, microseconds=micros)
    return Reading(camera, area, at, number, entries, exits)


def rows(model: Any, site: Site) -> list[dict[str, Any]]:
    found = model.objects.filter(site=site).order_by("camera_id", "area_id", "peak_at", "pk")
    return [{k: v for k, v in row.items() if k != "id"} for row in found.values()]


def all_rows(site: Site) -> list[list[dict[str, Any]]]:
    models = (OccupancyDailyAggregate, OccupancyDaySummary, OccupancyMonthlyAggregate)
    return [rows(model, site) for model in models]


def check_against_reference(site: Site) -> None:
    zone = site.zone
    logs = list(OccupancyLog.objects.filter(site=site))
    for model, span in (
        (OccupancyDailyAggregate, "hour"),
        (OccupancyDaySummary, "day"),
        (OccupancyMonthlyAggregate, "month"),
    ):
        expected = {key: brute_force(group) for key, group in grouped(logs, zone, span).items()}
        found = {_key(row, span, zone): sums_of(row) for row in model.objects.filter(site=site)}
        assert found == expected


def _key(row: Any, span: str, zone: ZoneInfo) -> tuple[int, int, object]:
    if span != "hour":
        return row.camera_id, row.area_id, row.business_date if span == "day" else row.month
    local = row.hour_start.astimezone(zone)
    assert (local.minute, row.hour, row.business_date) == (0, local.hour, local.date())
    return row.camera_id, row.area_id, (local.date(), local.hour, local.utcoffset())


@pytest.mark.parametrize(("zone", "around"), ZONES)
@given(drawn=readings_st, split=st.integers(0, 60))
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_sums_equal_the_reference_and_a_rebuild(
    zone: str, around: str, drawn: list[tuple[Any, ...]], split: int
) -> None:
    site = make_site(time_zone=zone)
    moment = utc(around)
    readings = [reading(moment, one) for one in drawn]
    with time_machine.travel(moment + LATER, tick=False):
        for part in (readings[:split], readings[split:], readings[: split // 2]):
            services.record_logs(site=site, readings=part)
            services.absorb_marks(site=site, until=moment + LATER)
        check_against_reference(site)
        assert not DirtyHour.objects.filter(site=site).exists()
        before = all_rows(site)
    with time_machine.travel(moment + LATER + timedelta(hours=1), tick=False):
        days = Period(moment - timedelta(days=3), moment + timedelta(days=3))
        list(services.rebuild(site=site, period=days))
        assert all_rows(site) == before, "running again changes nothing, not even computed_at"
        for model in (OccupancyDailyAggregate, OccupancyDaySummary, OccupancyMonthlyAggregate):
            model.objects.filter(site=site).delete()
        list(services.rebuild(site=site, period=days))
        check_against_reference(site)
