"""A door that told nothing all hour leaves the area uncovered, and the day no judge of its lines."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from factory.core.periods import Period
from factory.sites.models import Site
from occupancy import services
from occupancy.board import SPANS
from occupancy.counts import Reading
from occupancy.models import Area, AreaCamera
from occupancy.ranges import Asked, By, Grain
from occupancy.selectors.aggregates import buckets
from occupancy.selectors.charts import bars_of
from occupancy.selectors.heat import read_hours
from occupancy.selectors.quality import balances
from occupancy.watches import Watch, is_blind
from tests.builders import default_site
from tests.occupancy.builders import make_area, make_counter, utc

DAY = date(2026, 6, 10)
NOW = utc("2026-06-10T13:30")
TEN = Period(utc("2026-06-10T10:00"), utc("2026-06-10T11:00"))
OLD, NEW = utc("2026-06-01T10:00"), utc("2026-06-10T10:00")


@pytest.mark.parametrize(
    ("since", "until", "read", "expected"),
    [
        pytest.param(OLD, None, 0, True, id="a door that is read as a rule told nothing"),
        pytest.param(OLD, None, 1, False, id="and here it did"),
        pytest.param(NEW, None, 1, False, id="its first hour"),
        pytest.param(utc("2026-06-10T11:00"), None, 0, False, id="it was put up later"),
        pytest.param(OLD, utc("2026-06-10T09:00"), 0, False, id="it was taken away before"),
        pytest.param(OLD, NEW, 1, False, id="its last hour"),
    ],
)
def test_when_a_counter_is_missed(
    since: datetime, until: datetime | None, read: int, expected: bool
) -> None:
    assert is_blind([Watch((1, 1), since, until)], read, TEN) is expected


def read_at(site: Site, *places: tuple[int, Area, str]) -> None:
    """A reading of each camera in an area at a time, summed up."""
    with time_machine.travel(NOW, tick=False):
        readings = [
            Reading(camera, area.pk, utc(f"2026-06-10T{text}"), 30, 20, 12)
            for camera, area, text in places
        ]
        services.record_logs(site=site, readings=readings)
        services.absorb_marks(site=site, until=NOW)


def coverages(site: Site, by: By, grain: Grain = Grain.HOUR, **asked: Any) -> list[bool]:
    """Whether each bar, oldest first, was seen at all."""
    found = buckets(site, Asked(DAY, DAY, grain, by, **asked))
    return [one.figures.coverage > 0 for one in found]


@pytest.fixture
def hall() -> Area:
    """Two doors: both read at ten and at twelve, at eleven only the first."""
    site = default_site()
    area = make_area(site)
    one, two = make_counter(area).pk, make_counter(area).pk
    read_at(site, (one, area, "10:05"), (two, area, "10:05"), (one, area, "11:05"))
    read_at(site, (one, area, "12:05"), (two, area, "12:05"))
    return area


@pytest.mark.django_db
def test_an_area_with_a_blind_door_is_not_covered(hall: Area) -> None:
    site = hall.site
    assert coverages(site, By.AREA) == [True, False, True]
    assert coverages(site, By.SITE) == [True, False, True]
    assert coverages(site, By.CAMERA) == [True] * 5
    assert coverages(site, By.AREA, Grain.DAY) == [True]
    seen = [bar.coverage > 0 for bar in bars_of(hall, SPANS[0], NOW) if bar.avg is not None]
    assert seen == [True, False, True]
    hours = sorted(read_hours(site, DAY, DAY, area_id=hall.pk), key=lambda one: one.start)
    assert [one.coverage > 0 for one in hours] == [True, False, True]


@pytest.mark.django_db
def test_one_camera_that_is_asked_for_is_judged_by_itself(hall: Area) -> None:
    first = AreaCamera.objects.filter(area=hall).order_by("camera").first()
    assert first is not None
    assert coverages(hall.site, By.AREA, camera_id=first.camera_id) == [True] * 3


@pytest.mark.django_db
def test_a_camera_that_was_taken_away_is_not_waited_for(hall: Area) -> None:
    site, last = hall.site, AreaCamera.objects.filter(area=hall).order_by("camera").last()
    assert last is not None
    last.delete()
    read_at(site, (last.camera_id - 1, hall, "13:05"))
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        services.absorb_marks(site=site, until=NOW + timedelta(hours=1))
    assert coverages(site, By.AREA) == [True, False, True, True]


@pytest.mark.django_db
def test_a_day_on_which_a_door_was_blind_tells_nothing_of_the_lines() -> None:
    site = default_site()
    area = make_area(site)
    one, two = make_counter(area).pk, make_counter(area).pk
    with time_machine.travel(NOW, tick=False):
        for day, cameras in ((8, (one, two)), (9, (one,))):
            at = utc(f"2026-06-{day:02}T10:05")
            readings = [Reading(camera, area.pk, at, None, 30, 2) for camera in cameras]
            services.record_logs(site=site, readings=readings)
        services.absorb_marks(site=site, until=NOW)
    found = balances(area, NOW)
    assert [day.coverage > 0 for day in found] == [True, False]


@pytest.mark.django_db
def test_the_queries_are_as_many_for_any_number_of_counters(
    hall: Area, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        make_counter(hall)
    with django_assert_max_num_queries(4):
        coverages(hall.site, By.AREA)
