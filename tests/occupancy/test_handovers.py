"""Doors that are swapped in the middle of an hour: each counts in its own turn, everywhere the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from occupancy import services
from occupancy.aggregation import Figures
from occupancy.counts import Reading
from occupancy.models import Area, AreaCamera, OccupancyLog
from occupancy.ranges import Asked, By, Grain
from occupancy.selectors.aggregates import buckets
from occupancy.selectors.charts import last_days
from occupancy.selectors.heat import read_hours
from occupancy.selectors.quality import balances
from streaming.models import Camera
from tests.builders import default_site
from tests.occupancy.builders import make_area, make_camera, make_counter, utc

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
DAY, TEN, END = date(2026, 6, 10), utc("2026-06-10T10:00"), utc("2026-06-11T00:30")
Step = tuple[int, int, int]
"""At a minute of the hour so many come in and go out."""


@dataclass(frozen=True)
class Case:
    """Doors' steps from nine o'clock on; at a minute after ten the first goes and, perhaps, one comes."""

    first: Sequence[Step]
    other: Sequence[Step]
    minute: int
    is_new: bool
    after: Sequence[Step]
    most: int
    least: int
    avg: float
    peak: int
    coverage: float = 1.0


def each_minute(since: int, until: int, *steps: Step) -> list[Step]:
    moved = {at: (come, go) for at, come, go in steps}
    return [(at, *moved.get(at, (0, 0))) for at in range(since, until)]


SWAP = Case(
    each_minute(-60, 30, (-60, 30, 0)), (), 30, True, each_minute(30, 60, (30, 1, 0)),
    most=31, least=30, avg=30.5, peak=30,
)  # fmt: skip
CASES = [
    pytest.param(SWAP, id="another in its place"),
    pytest.param(
        Case(
            each_minute(-60, 30, (-60, 30, 0)), each_minute(-60, 30, (-60, 20, 0)), 30, False,
            each_minute(30, 60), most=50, least=50, avg=50, peak=0,
        ),
        id="an open door takes over, and nobody moves",
    ),
    pytest.param(
        Case(
            each_minute(-60, 15, (-60, 30, 0)), each_minute(-60, 15, (-60, 20, 0), (5, 0, 4)), 15,
            False, each_minute(15, 60, (40, 0, 16)), most=50, least=30,
            avg=(5 * 50 + 10 * 46) / 60 + (25 * 46 + 20 * 30) / 60, peak=0,
        ),
        id="an open door takes over, and people leave",
    ),
    pytest.param(
        Case(
            each_minute(-60, 30, (-60, 8, 0)), (), 30, True,
            [(at, 2 if at == 50 else 0, 0) for at in range(30, 60, 5)],
            most=10, least=8, avg=8 / 2 + (4 * 8 + 2 * 10) / 6 / 2, peak=50, coverage=0.6,
        ),
        id="the other reports less often",
    ),
    pytest.param(
        Case(
            each_minute(-60, 20, (-60, 5, 0), (10, 0, 3)), (), 20, True, [],
            most=5, least=2, avg=3.5, peak=0, coverage=1 / 3,
        ),
        id="the other is silent",
    ),
]  # fmt: skip


@pytest.fixture
def area() -> Area:
    return make_area(default_site(), name="Hall")


def tell(area: Area, camera: Camera, steps: Sequence[Step]) -> None:
    readings = [
        Reading(camera.pk, area.pk, TEN + timedelta(minutes=at), None, come, go)
        for at, come, go in steps
    ]
    with time_machine.travel(TEN + timedelta(minutes=steps[-1][0] + 1), tick=False):
        services.record_logs(site=area.site, readings=readings)


def played(area: Area, case: Case) -> None:
    first = make_counter(area)
    other = make_camera(area.site) if case.is_new else make_counter(area)
    tell(area, first, case.first)
    if case.other:
        tell(area, other, case.other)
    with time_machine.travel(TEN + timedelta(minutes=case.minute), tick=False):
        services.take_part_away(part=AreaCamera.objects.get(camera=first))
        if case.is_new:
            part = AreaCamera(site=area.site, area=area, camera=other, role="both")
            services.save_part(part=part)
    if case.after:
        tell(area, other, case.after)
    with time_machine.travel(END, tick=False):
        services.absorb_marks(site=area.site, until=END)


def hour_of_it(area: Area, by: By = By.AREA) -> Figures:
    asked = Asked(DAY, DAY, Grain.HOUR, by)
    (found,) = [one.figures for one in buckets(area.site, asked) if one.start == TEN]
    return found


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("by", [By.AREA, By.SITE])
def test_the_hour_of_it(area: Area, case: Case, by: By) -> None:
    played(area, case)
    found = hour_of_it(area, by)
    assert (found.most, found.least) == (case.most, case.least)
    assert found.avg == pytest.approx(case.avg)
    assert found.peak_at == TEN + timedelta(minutes=case.peak)
    assert found.coverage == pytest.approx(case.coverage)


@pytest.mark.parametrize("case", CASES)
def test_the_same_everywhere(area: Area, case: Case) -> None:
    played(area, case)
    hours = {
        one.start: one.figures for one in buckets(area.site, Asked(DAY, DAY, Grain.HOUR, By.AREA))
    }
    for area_id in (area.pk, None):
        heat = read_hours(area.site, DAY, DAY, area_id=area_id)
        assert {one.start: (one.avg, one.most, one.coverage) for one in heat} == {
            start: (one.avg, one.most, one.coverage) for start, one in hours.items()
        }
    bars = [bar for bar in last_days([area], TEN + timedelta(hours=2))[area.pk] if bar.most]
    assert [(bar.avg, bar.most) for bar in bars] == [(one.avg, one.most) for one in hours.values()]
    (day,) = buckets(area.site, Asked(DAY, DAY, Grain.DAY, By.AREA))
    assert day.figures.most == max(one.most for one in hours.values())
    assert day.figures.least == min(one.least for one in hours.values())
    fullest = max(hours.values(), key=lambda one: (one.most, -one.peak_at.timestamp()))
    assert day.figures.peak_at == fullest.peak_at
    (balance,) = balances(area, END + timedelta(hours=4))
    assert (balance.entries, balance.exits) == (day.figures.entries, day.figures.exits)


def read_all_day(area: Area, camera: Camera, since: datetime, until: datetime) -> None:
    minutes = range((until - since) // timedelta(minutes=1))
    readings = [
        Reading(camera.pk, area.pk, since + timedelta(minutes=n), None, 1, 1) for n in minutes
    ]
    with time_machine.travel(until, tick=False):
        services.record_logs(site=area.site, readings=readings)


@pytest.mark.parametrize("minute", [0, 30])
def test_a_day_that_two_doors_have_seen_wholly(area: Area, minute: int) -> None:
    """It says something of the lines, and its coverage is full."""
    Area.objects.update(reset_time="00:00")
    area.refresh_from_db()
    midnight, at = utc("2026-06-10T00:00"), TEN + timedelta(minutes=minute)
    first, other = make_counter(area), make_camera(area.site)
    read_all_day(area, first, midnight, at)
    with time_machine.travel(at, tick=False):
        services.take_part_away(part=AreaCamera.objects.get(camera=first))
        services.save_part(part=AreaCamera(site=area.site, area=area, camera=other, role="both"))
    read_all_day(area, other, at, midnight + timedelta(days=1))
    with time_machine.travel(END, tick=False):
        services.absorb_marks(site=area.site, until=END)
    (balance,) = balances(area, END)
    assert (balance.coverage, balance.telling) == (1.0, True)
    (day,) = buckets(area.site, Asked(DAY, DAY, Grain.DAY, By.AREA))
    assert day.figures.coverage == 1.0
    assert hour_of_it(area).coverage == 1.0


def test_where_the_readings_are_gone_they_are_bounds(area: Area) -> None:
    played(area, SWAP)
    OccupancyLog.objects.all().delete()
    found = hour_of_it(area)
    assert (found.most, found.least, found.coverage) == (31, 30, 1.0)
    assert found.avg == pytest.approx(30.5)


def test_as_many_queries_for_any_number_of_swaps(
    area: Area, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    camera = make_counter(area)
    read_all_day(area, camera, TEN - timedelta(hours=1), TEN)
    for swap in range(6):
        at, other = TEN + timedelta(minutes=25 * swap), make_camera(area.site)
        with time_machine.travel(at, tick=False):
            services.take_part_away(part=AreaCamera.objects.open().get())
            part = AreaCamera(site=area.site, area=area, camera=other, role="both")
            services.save_part(part=part)
        read_all_day(area, other, at, at + timedelta(minutes=25))
    with time_machine.travel(END, tick=False):
        services.absorb_marks(site=area.site, until=END)
    for grain in Grain:
        with django_assert_max_num_queries(6):
            buckets(area.site, Asked(DAY, DAY, grain, By.AREA))
    with django_assert_max_num_queries(6):
        read_hours(area.site, DAY, DAY, area_id=area.pk)
    with django_assert_max_num_queries(6):
        balances(area, END)
