"""A door is taken away and another put in its place: those inside are the other's now, and once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from factory.core.periods import Period
from occupancy import services
from occupancy.counts import Reading
from occupancy.models import Area, AreaCamera, CountReset
from occupancy.ranges import Asked, By, Grain
from occupancy.selectors.aggregates import buckets
from occupancy.selectors.live import live_of
from streaming.models import Camera
from tests.builders import default_site
from tests.occupancy.builders import make_area, make_camera, make_counter, utc

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
DAY, JULY = date(2026, 6, 10), utc("2026-07-01T01:00")
SIX, TEN, FOUR = (utc(f"2026-06-10T{hour}:00") for hour in ("06", "10", "16"))


@pytest.fixture
def area() -> Area:
    return make_area(default_site(), name="Hall")


def read(area: Area, door: Camera, since: datetime, until: datetime, first: int) -> None:
    """``first`` come in with the first reading, nobody after; one reading a minute."""
    minutes = range((until - since) // timedelta(minutes=1))
    readings = [
        Reading(door.pk, area.pk, since + timedelta(minutes=n), None, 0 if n else first)
        for n in minutes
    ]
    with time_machine.travel(until, tick=False):
        services.record_logs(site=area.site, readings=readings)


def take_away(door: Camera, at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        services.take_part_away(part=AreaCamera.objects.open().get(camera=door))


def put_up(area: Area, door: Camera, at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        services.save_part(part=AreaCamera(site=area.site, area=area, camera=door, role="both"))


def summed(area: Area) -> None:
    with time_machine.travel(JULY, tick=False):
        services.absorb_marks(site=area.site, until=JULY)
        services.aggregate_month(site=area.site, period=Period(utc("2026-06-01"), JULY))


def bars(area: Area, grain: Grain, by: By = By.AREA) -> list[Any]:
    found = buckets(area.site, Asked(DAY, DAY, grain, by))
    return [(one.figures.avg, one.figures.most, one.figures.entries) for one in found]


def moves(area: Area) -> list[tuple[int, int, int]]:
    rows = CountReset.objects.filter(area_id=area.pk, reason="part").order_by("pk")
    return list(rows.values_list("camera_id", "before", "after"))


@pytest.mark.parametrize(
    ("minute", "hour_of_it", "mean"),
    [
        pytest.param(0, (31, 31, 1), 30.6, id="on the hour"),
        pytest.param(30, (30.5, 31, 1), 30.55, id="within it"),
    ],
)
def test_a_swap(area: Area, minute: int, hour_of_it: tuple[float, int, int], mean: float) -> None:
    old, new = make_counter(area), make_camera(area.site)
    at = TEN + timedelta(minutes=minute)
    read(area, old, SIX, at, 30)
    take_away(old, at)
    assert moves(area) == [], "there is no other door yet"
    put_up(area, new, at)
    assert moves(area) == [(old.pk, 30, 0), (new.pk, 0, 30)]
    read(area, new, at, FOUR, 1)
    summed(area)
    assert live_of(area, FOUR)["count"] == 31
    before, after = [(30, 30, 30), *[(30, 30, 0)] * 3], [(31, 31, 0)] * 5
    assert bars(area, Grain.HOUR) == [*before, hour_of_it, *after]
    for grain in (Grain.DAY, Grain.MONTH):
        for by in (By.AREA, By.SITE):
            assert bars(area, grain, by) == [(pytest.approx(mean), 31, 31)]


def test_an_open_door_takes_over(area: Area) -> None:
    north, south = make_counter(area), make_counter(area)
    read(area, north, SIX, TEN, 30)
    read(area, south, SIX, TEN, 20)
    take_away(north, TEN)
    assert moves(area) == [(north.pk, 30, 0), (south.pk, 20, 50)]
    read(area, south, TEN, FOUR, 0)
    summed(area)
    assert bars(area, Grain.HOUR) == [(50, 50, 50), *[(50, 50, 0)] * 9]
    assert bars(area, Grain.DAY) == [(pytest.approx(50), 50, 50)]


def test_what_was_set_right_meanwhile_is_not_taken_over(area: Area) -> None:
    old, new = make_counter(area), make_camera(area.site)
    read(area, old, SIX, TEN, 30)
    take_away(old, TEN)
    with time_machine.travel(FOUR, tick=False):
        services.correct_drift(site=area.site, area_id=area.pk)
    put_up(area, new, FOUR + timedelta(hours=1))
    assert moves(area) == []
    assert live_of(area, FOUR)["count"] == 0


def test_a_counter_that_never_had_a_part_keeps_its_own(area: Area) -> None:
    other, door = make_camera(area.site), make_camera(area.site)
    read(area, other, SIX, TEN, 7)
    put_up(area, door, TEN)
    assert moves(area) == []
    assert live_of(area, TEN)["count"] == 7
