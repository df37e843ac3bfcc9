"""How fresh a count is, and whose clock is ahead: neither is frozen by what a clock said once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from factory.alerts.models import Alert
from occupancy import services
from occupancy.clocks import TICK, later_than_known
from occupancy.counts import Reading
from occupancy.models import Area, AreaCamera, LiveCount, OccupancyDailyAggregate, OccupancyLog
from occupancy.selectors.live import live_of
from streaming.models import Camera
from tests.builders import default_site
from tests.occupancy.builders import make_area, make_counter, utc

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOON = utc("2026-06-10T12:00")
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def hall() -> Area:
    return make_area(default_site(), name="Hall")


def tell(now: datetime, camera: Camera, ahead: timedelta, *areas: Area, **what: Any) -> None:
    readings = [Reading(camera.pk, area.pk, now + ahead, **what) for area in areas]
    with time_machine.travel(now, tick=False):
        services.record_logs(site=default_site(), readings=readings)


def test_a_camera_has_one_clock_in_all_its_areas(hall: Area) -> None:
    camera, yard = make_counter(hall), make_area(default_site(), name="Yard")
    tell(NOON, camera, MINUTE * 55, hall, yard, entries=1)
    tell(NOON + MINUTE, camera, timedelta(), hall, entries=1)
    assert [live_of(area, NOON)["clock_ahead_seconds"] for area in (hall, yard)] == [0, 0]
    assert not Alert.objects.filter(resolved_at=None).exists()
    tell(NOON + MINUTE * 2, camera, SECOND * 20, hall, entries=1)
    assert live_of(hall, NOON)["clock_ahead_seconds"] == 0, "as tolerated as any other"


def test_it_is_told_once_and_over_once_wherever_it_counts(hall: Area) -> None:
    camera, yard = make_counter(hall), make_area(default_site(), name="Yard")
    AreaCamera.objects.create(site=hall.site, area=yard, camera=camera)
    tell(NOON, camera, MINUTE * 55, hall, entries=1)
    tell(NOON + MINUTE, camera, MINUTE * 55, yard, entries=1)
    alert = Alert.objects.get()
    assert (alert.count, alert.resolved_at) == (1, None)
    Alert.objects.all().delete()
    tell(NOON + MINUTE * 2, camera, MINUTE * 55, hall, entries=1)
    assert not Alert.objects.exists()


def test_the_first_word_in_another_area_says_that_it_is_right(hall: Area) -> None:
    camera, yard = make_counter(hall), make_area(default_site(), name="Yard")
    AreaCamera.objects.create(site=hall.site, area=yard, camera=camera)
    tell(NOON, camera, MINUTE * 55, hall, entries=1)
    tell(NOON + MINUTE, camera, timedelta(), yard, entries=1)
    assert live_of(hall, NOON)["clock_ahead_seconds"] == 0
    assert not Alert.objects.filter(resolved_at=None).exists()


@pytest.mark.parametrize("what", [{"count": 40}, {"entries": 40}])
def test_a_head_count_holds_against_what_was_read_before_it(
    hall: Area, what: dict[str, int]
) -> None:
    """By a clock that is a little ahead, and tolerated."""
    camera = make_counter(hall)
    tell(NOON, camera, SECOND * 20, hall, **what)
    later = NOON + SECOND * 5
    with time_machine.travel(later, tick=False):
        services.record_headcount(site=hall.site, count=12, at=later)
    assert live_of(hall, later)["count"] == 12
    tell(NOON + SECOND * 10, camera, SECOND * 20, hall, entries=1)
    assert live_of(hall, later)["count"] == 13


def test_a_reading_is_of_the_hour_in_which_it_came(hall: Area) -> None:
    tell(NOON - SECOND * 10, make_counter(hall), SECOND * 20, hall, entries=1)
    services.absorb_marks(site=hall.site, until=NOON)
    assert OccupancyDailyAggregate.objects.get().hour_start == NOON - MINUTE * 60


def test_a_clock_is_not_right_in_one_area_by_what_it_said_before_it_jumped(hall: Area) -> None:
    camera, yard = make_counter(hall), make_area(default_site(), name="Yard")
    tell(NOON, camera, MINUTE * 55, hall, yard, entries=1)
    later = NOON + MINUTE * 5
    readings = [
        Reading(camera.pk, hall.pk, later - MINUTE, entries=1),
        Reading(camera.pk, yard.pk, later + MINUTE * 55, entries=1),
    ]
    with time_machine.travel(later, tick=False):
        services.record_logs(site=hall.site, readings=readings)
    assert Alert.objects.filter(resolved_at=None).count() == 1
    assert live_of(hall, later)["clock_ahead_seconds"] == 3300


def test_no_reading_is_of_a_time_to_come(hall: Area) -> None:
    camera = make_counter(hall)
    tell(NOON, camera, SECOND * 29, hall, count=3)
    live = live_of(hall, NOON)
    times = [live["counted_at"], live["cameras"][0]["counted_at"]]
    assert [datetime.fromisoformat(one) for one in times] == [NOON, NOON]


def test_who_only_looks_on_does_not_make_a_count_fresh(hall: Area) -> None:
    door, inside = make_counter(hall), make_counter(hall, AreaCamera.Role.INSIDE)
    tell(NOON, door, timedelta(), hall, entries=2)
    tell(NOON + MINUTE * 30, inside, timedelta(), hall, count=1)
    live = live_of(hall, NOON + MINUTE * 30)
    assert datetime.fromisoformat(live["counted_at"]) == NOON


@pytest.mark.parametrize("lag", [0, 5, 29])
def test_what_is_set_back_stays_behind_what_was_taken_at_its_word(hall: Area, lag: int) -> None:
    camera = make_counter(hall)
    tell(NOON, camera, SECOND * 29, hall, count=7)
    for step in (1, 2):
        now = NOON + SECOND * lag
        tell(now, camera, SECOND * (31 + step), hall, count=7 - step)
        assert live_of(hall, now)["count"] == 7 - step
    assert LiveCount.objects.get().ahead_seconds == 33
    said = OccupancyLog.objects.order_by("timestamp").values_list("current_count", flat=True)
    assert list(said) == [7, 6, 5]


def test_what_is_sent_late_stays_where_it_was() -> None:
    at, said = NOON + SECOND * 29, NOON + SECOND * 29
    new = [
        Reading(1, 1, NOON + SECOND, said_at=NOON + SECOND * 33),
        Reading(1, 1, NOON, said_at=NOON + SECOND * 32),
        Reading(1, 1, NOON - MINUTE, said_at=NOON - SECOND),
        Reading(2, 1, NOON, said_at=NOON + SECOND * 32),
        Reading(1, 1, NOON - MINUTE * 2),
    ]
    found = later_than_known(new, {(1, 1): (at, said)})
    assert [one.at for one in found] == [
        *(at + TICK * 2, at + TICK, NOON - MINUTE, NOON, NOON - MINUTE * 2)
    ]
