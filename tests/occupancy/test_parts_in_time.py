"""A camera's part in an area changes from now on: past figures stay, and the live count goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from factory.core.errors import Conflict
from factory.core.periods import Period
from factory.sites.models import Site
from occupancy import services
from occupancy.board import SPANS
from occupancy.counts import Reading
from occupancy.models import (
    Area,
    AreaCamera,
    CountReset,
    OccupancyDailyAggregate,
    OccupancyDaySummary,
    OccupancyMonthlyAggregate,
)
from occupancy.parts import areas_at
from occupancy.ranges import Asked, By, Grain
from occupancy.selectors.aggregates import Bucket, buckets
from occupancy.selectors.charts import bars_of
from occupancy.selectors.heat import read_hours
from occupancy.selectors.layout import layout_of, lines_of
from occupancy.selectors.live import live_areas
from occupancy.selectors.minutes import minutes_of
from occupancy.selectors.quality import balances
from streaming.models import Camera
from streaming.services import remove_camera
from tests.builders import default_site, make_user
from tests.occupancy.builders import make_area, make_camera, make_counter, make_line, utc

pytestmark = pytest.mark.django_db
FIRST, DAY = date(2026, 6, 8), date(2026, 6, 10)
NOON, NIGHT = utc("2026-06-10T12:00"), utc("2026-06-11T00:30")
JULY = utc("2026-07-01T01:00")


def tell(area: Area, since: datetime, until: datetime, **cameras: Any) -> None:
    """Readings at a quarter past each hour: doors tell of 3 who come and 2 who go, ``inside`` of 20."""
    readings = []
    while since < until:
        at = since + timedelta(minutes=15)
        for name, camera in cameras.items():
            one = Reading(camera.pk, area.pk, at, None, 3, 2)
            seen = replace(one, count=20, entries=0, exits=0)
            readings.append(seen if name.startswith("inside") else one)
        since += timedelta(hours=1)
    with time_machine.travel(until, tick=False):
        services.record_logs(site=area.site, readings=readings)


def change(at: datetime, act: Callable[..., Any], **given: Any) -> Any:
    with time_machine.travel(at, tick=False):
        return act(**given)


def part_of(camera: Camera) -> AreaCamera:
    found: AreaCamera = AreaCamera.objects.open().get(camera=camera)
    return found


def with_role(camera: Camera, role: str, at: datetime) -> None:
    part = part_of(camera)
    part.role = role
    change(at, services.save_part, part=part)


def take_away(camera: Camera, at: datetime) -> None:
    change(at, services.take_part_away, part=part_of(camera))


def add(area: Area, camera: Camera, role: str, at: datetime) -> AreaCamera:
    part = AreaCamera(site=area.site, area=area, camera=camera, role=role)
    found: AreaCamera = change(at, services.save_part, part=part)
    return found


def summed(site: Site, until: datetime = NIGHT) -> None:
    with time_machine.travel(until, tick=False):
        services.absorb_marks(site=site, until=until)


def bars(site: Site, by: By, grain: Grain, last: date = DAY) -> list[Bucket]:
    return [replace(one, computed_at=NOON) for one in buckets(site, Asked(FIRST, last, grain, by))]


def shown(area: Area, last: date = DAY) -> dict[str, Any]:
    """All that is shown of an area's past, until and with the day ``last``."""
    site = area.site
    until = NIGHT if last == DAY else NOON - timedelta(hours=12)
    found: dict[str, Any] = {
        f"{by} {grain}": bars(site, by, grain, last)
        for by in (By.AREA, By.SITE)
        for grain in (Grain.HOUR, Grain.DAY)
    }
    found |= {span.key: bars_of(area, span, until) for span in SPANS}
    found["heat"] = sorted(read_hours(site, FIRST, last), key=lambda one: one.start)
    found["balances"] = balances(area, until)
    found["minutes"] = minutes_of(
        area, Period(NOON - timedelta(days=1), NOON - timedelta(hours=12))
    )
    return found


@pytest.fixture
def hall() -> Area:
    return make_area(default_site(), name="Hall")


@pytest.fixture
def cameras(hall: Area) -> dict[str, Camera]:
    """Two doors and a camera inside, read until noon of the day."""
    made = {"north": make_counter(hall), "south": make_counter(hall)}
    made["inside"] = make_counter(hall, AreaCamera.Role.INSIDE)
    tell(hall, utc("2026-06-08T06:00"), NOON, **made)
    summed(hall.site, NOON)
    return made


CHANGES: dict[str, Callable[[Area, dict[str, Camera]], Any]] = {
    "inside taken away": lambda _, c: take_away(c["inside"], NOON),
    "a door taken away": lambda _, c: take_away(c["south"], NOON),
    "a door turned inside": lambda _, c: with_role(c["south"], "inside", NOON),
    "inside made a door": lambda _, c: with_role(c["inside"], "both", NOON),
    "a door for entries only": lambda _, c: with_role(c["south"], "entry", NOON),
    "one more inside": lambda area, _: add(area, make_camera(area.site), "inside", NOON),
}


@pytest.mark.parametrize("named", CHANGES)
def test_the_past_and_the_live_count_stay(
    named: str, hall: Area, cameras: dict[str, Camera]
) -> None:
    site = hall.site
    before, yesterday = hourly(site), shown(hall, date(2026, 6, 9))
    live = live_areas(site, NOON)[0]["count"]
    assert live == 2 * 54
    CHANGES[named](hall, cameras)
    assert live_areas(site, NOON)[0]["count"] == live
    assert hourly(site) == before
    assert shown(hall, date(2026, 6, 9)) == yesterday


@pytest.mark.parametrize("named", CHANGES)
def test_a_rebuild_from_scratch_gives_the_same(
    named: str, hall: Area, cameras: dict[str, Camera]
) -> None:
    CHANGES[named](hall, cameras)
    tell(hall, NOON, NIGHT - timedelta(minutes=30), **cameras)
    summed(hall.site)
    summed(hall.site, JULY)
    first = shown(hall)
    for table in (OccupancyDailyAggregate, OccupancyDaySummary, OccupancyMonthlyAggregate):
        table.objects.all().delete()
    period = Period(utc("2026-06-01T00:00"), JULY)
    with time_machine.travel(JULY, tick=False):
        list(services.rebuild(site=hall.site, period=period))
    assert shown(hall) == first


def hourly(site: Site) -> dict[int, tuple[int, float]]:
    """Of each hour of the day how many came, and how many were in."""
    found = buckets(site, Asked(DAY, DAY, Grain.HOUR, By.AREA))
    return {
        one.start.hour: (one.figures.entries, one.figures.avg)
        for one in found
        if isinstance(one.start, datetime)
    }


def test_a_door_turned_inside_at_noon(hall: Area, cameras: dict[str, Camera]) -> None:
    site = hall.site
    with_role(cameras["south"], "inside", NOON)
    tell(
        hall,
        NOON,
        NIGHT - timedelta(minutes=30),
        north=cameras["north"],
        inside_south=cameras["south"],
        inside=cameras["inside"],
    )
    summed(site)
    hours = hourly(site)
    assert [hours[hour][0] for hour in (10, 11, 12, 13)] == [6, 6, 3, 3]
    assert [hours[hour][1] for hour in (11, 12, 13)] == [108, 109, 110], (
        "north has taken over whom south had counted"
    )
    (day,) = buckets(site, Asked(DAY, DAY, Grain.DAY, By.AREA))
    assert day.figures.entries == sum(came for came, _ in hours.values())
    assert day.figures.coverage == pytest.approx(12 / (12 * 60)), "south's, of its half of the day"
    summed(site, JULY)
    with time_machine.travel(JULY, tick=False):
        services.aggregate_month(site=site, period=Period(utc("2026-06-01T00:00"), JULY))
    (month,) = buckets(site, Asked(FIRST, DAY, Grain.MONTH, By.SITE))
    days = buckets(site, Asked(FIRST, DAY, Grain.DAY, By.AREA))
    assert month.figures.entries == sum(one.figures.entries for one in days)
    assert sum(day.entries for day in balances(hall, NIGHT + timedelta(days=1))) == sum(
        one.figures.entries for one in days
    )


def test_live_counts_that_change_hands(hall: Area) -> None:
    site = hall.site
    inside = make_counter(hall, AreaCamera.Role.INSIDE)
    tell(hall, utc("2026-06-10T09:00"), NOON, inside=inside)
    door = make_camera(site)
    add(hall, door, "both", NOON)
    assert live_areas(site, NOON)[0]["count"] == 20, "the first door takes what was seen inside"
    (reset,) = CountReset.objects.filter(camera_id=door.pk)
    assert (reset.before, reset.after, reset.reason) == (0, 20, "part")
    take_away(door, NOON + timedelta(hours=1))
    assert live_areas(site, NOON)[0]["count"] == 20, "seen inside, and not added to the door's"
    add(hall, door, "entry", NOON + timedelta(hours=2))
    assert live_areas(site, NOON)[0]["count"] == 20
    take_away(inside, NOON + timedelta(hours=3))
    assert live_areas(site, NOON)[0]["count"] == 20


def test_a_camera_that_comes_back(hall: Area, cameras: dict[str, Camera]) -> None:
    south = cameras["south"]
    take_away(south, NOON)
    before = shown(hall)
    part = add(hall, south, "both", NOON + timedelta(hours=3))
    assert live_areas(hall.site, NOON)[0]["count"] == 108
    assert shown(hall) == before
    ended, still = AreaCamera.objects.filter(camera=south).order_by("pk")
    assert (ended.since, ended.until) == (None, NOON)
    assert (still, still.since, still.until) == (part, NOON + timedelta(hours=3), None)


def test_a_change_that_is_said_twice_is_one(hall: Area, cameras: dict[str, Camera]) -> None:
    for _ in range(2):
        with_role(cameras["south"], "inside", NOON)
    assert AreaCamera.objects.filter(camera=cameras["south"]).count() == 2
    part = part_of(cameras["north"])
    for _ in range(2):
        change(NOON, services.take_part_away, part=part)
    with pytest.raises(Conflict):
        services.save_part(part=part)


def test_a_camera_with_a_history_stays(hall: Area, cameras: dict[str, Camera]) -> None:
    before = shown(hall)
    boss = make_user((hall.site, "manager"))
    for ended in (False, True):
        if ended:
            take_away(cameras["inside"], NOON)
        with pytest.raises(Conflict):
            remove_camera(camera=cameras["inside"], who=boss)
    assert shown(hall) == before
    remove_camera(camera=make_counter(hall), who=boss)
    unread = make_counter(hall)
    change(NOON, services.correct_drift, site=hall.site)
    take_away(unread, NOON)
    assert not AreaCamera.objects.filter(camera=unread).exists()


def test_an_area_that_is_removed_keeps_its_history(hall: Area, cameras: dict[str, Camera]) -> None:
    site = hall.site
    make_line(hall, cameras["north"], [[0, 0], [1, 1]])
    before = shown(hall)
    change(NOON, services.remove_layout, row=hall, caller=None)
    assert shown(hall) == before
    assert live_areas(site, NOON) == []
    assert list(layout_of(site).areas) == []
    assert not lines_of(cameras["north"].pk)
    assert make_area(site, name="Hall") != hall, "its name is free"


def test_a_camera_that_was_taken_away_counts_no_more(hall: Area) -> None:
    camera = make_counter(hall)
    tell(hall, NOON - timedelta(hours=1), NOON, door=camera)
    make_line(hall, camera, [[0, 0], [1, 1]])
    assert [line.role for line in lines_of(camera.pk)] == ["both"]  # type: ignore[attr-defined]
    take_away(camera, NOON)
    assert not lines_of(camera.pk)
    assert areas_at(layout_of(hall.site).parts[camera.pk], NOON) == ()


def test_two_open_parts_are_refused_by_the_database(hall: Area) -> None:
    camera = make_counter(hall)
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaCamera.objects.create(site=hall.site, area=hall, camera=camera, since=NOON)
    with pytest.raises(Conflict):
        add(hall, camera, "both", NOON)


def test_parts_that_overlap_are_refused_by_the_database(hall: Area) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such constraint")
    camera = make_counter(hall)
    AreaCamera.objects.update(since=NOON)
    same: dict[str, Any] = {"site": hall.site, "area": hall, "camera": camera}
    AreaCamera.objects.create(**same, until=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaCamera.objects.create(
            **same, since=NOON - timedelta(hours=1), until=NOON + timedelta(hours=1)
        )


def test_the_queries_are_as_many_for_any_number_of_changes(
    hall: Area, cameras: dict[str, Camera], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for hour in range(1, 5):
        for camera in cameras.values():
            with_role(camera, "inside" if hour % 2 else "both", NOON + timedelta(hours=hour))
    tell(hall, NOON, NIGHT - timedelta(minutes=30), **cameras)
    summed(hall.site)
    for grain in (Grain.HOUR, Grain.DAY):
        with django_assert_max_num_queries(4):
            buckets(hall.site, Asked(FIRST, DAY, grain, By.AREA))
