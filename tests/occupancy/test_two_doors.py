"""Doors of one area add up: who comes by one and leaves by another is in once, and then out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from occupancy import services
from occupancy.counts import Reading
from occupancy.ranges import Asked, By, Grain
from occupancy.selectors.aggregates import buckets
from occupancy.selectors.charts import last_days
from occupancy.selectors.heat import read_hours
from occupancy.selectors.live import live_areas
from tests.builders import default_site
from tests.occupancy.builders import make_area, make_counter, utc

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
DAY, SEVEN, NOON = date(2026, 6, 10), utc("2026-06-10T07:00"), utc("2026-06-10T12:00")
IN_IT = 10


@pytest.mark.parametrize("roles", [("entry", "exit"), ("both", "both")])
def test_sums_and_charts_say_what_live_says(roles: tuple[str, str]) -> None:
    """One comes in each minute, and from the eleventh on one leaves: ten are in, all day."""
    site = default_site()
    area = make_area(site, capacity=50)
    entry, way_out = (make_counter(area, role) for role in roles)
    readings = [
        reading
        for minute in range(300)
        for at in [SEVEN + timedelta(minutes=minute)]
        for reading in (
            Reading(entry.pk, area.pk, at, None, 1, 0),
            Reading(way_out.pk, area.pk, at, None, 0, int(minute >= IN_IT)),
        )
    ]
    with time_machine.travel(NOON, tick=False):
        services.record_logs(site=site, readings=readings)
        services.absorb_marks(site=site, until=NOON)
        assert live_areas(site, NOON)[0]["count"] == IN_IT
        for by in (By.AREA, By.SITE):
            hours = [one.figures for one in buckets(site, Asked(DAY, DAY, Grain.HOUR, by))]
            assert [round(one.avg, 6) for one in hours] == [9.25, *[IN_IT] * 4]
            assert all(one.least <= IN_IT <= one.most for one in hours)
            assert all(one.least >= 0 for one in hours)
            [day] = [one.figures for one in buckets(site, Asked(DAY, DAY, Grain.DAY, by))]
            assert day.avg == pytest.approx(9.85)
        bars = [bar.avg for bar in last_days([area], NOON)[area.pk] if bar.avg]
        assert bars[-1] == pytest.approx(IN_IT)
        heat = read_hours(site, DAY, DAY, area_id=area.pk)
        assert sorted(one.avg for one in heat) == pytest.approx([9.25, *[IN_IT] * 4])
        alone = buckets(site, Asked(DAY, DAY, Grain.HOUR, By.CAMERA))
        out = [one.figures for one in alone if one.camera_id == way_out.pk]
        assert {(one.avg, one.most, one.least) for one in out} == {(0.0, 0, 0)}, "never below"
