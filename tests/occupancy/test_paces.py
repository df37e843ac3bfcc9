"""Counters that tell every few minutes only: covered, judged, and seen to be silent when they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
import time_machine

from factory.core.periods import Period
from factory.core.tasks import work_due
from factory.sites.models import Site
from occupancy import services
from occupancy.board import SPANS
from occupancy.counts import Reading
from occupancy.models import Area, AreaLevel, CounterPace, OccupancyDailyAggregate
from occupancy.paces import EVER, learnt
from occupancy.periods import HOURLY
from occupancy.selectors.charts import bars_of
from occupancy.selectors.quality import balances
from streaming.models import Camera
from tests.builders import client_of, default_site, make_site, make_user
from tests.occupancy.builders import make_area, make_counter, make_line, utc

NOON = utc("2026-06-10T12:00")
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def every(minutes: float, hours: float = 6, late: float = 0) -> list[datetime]:
    """Times so many minutes apart until noon, every other one ``late`` seconds late."""
    number = int(hours * 60 / minutes)
    return [
        NOON - (number - place) * minutes * MINUTE + timedelta(seconds=late * (place % 2))
        for place in range(number)
    ]


def flaky(minutes: float, begin: int, end: int) -> list[datetime]:
    """Times so many minutes apart, but for those from one minute of each hour to another."""
    return [one for one in every(minutes) if not begin <= one.minute < end]


@pytest.mark.parametrize(
    ("times", "minutes"),
    [
        pytest.param(every(15), 15, id="a quarter"),
        pytest.param(every(5), 5, id="five minutes"),
        pytest.param(every(5, late=20), 5, id="not on the second"),
        pytest.param(every(0.1, 1), 1, id="every few seconds"),
        pytest.param(every(30), 30, id="half an hour"),
        pytest.param(every(60, 12), None, id="too rarely for any hour to be told of"),
        pytest.param(every(15, 1), None, id="too few yet"),
        pytest.param(every(15)[:14] + every(15)[18:], 15, id="an hour's outage"),
        pytest.param([*every(0.1, 6)[:60], *every(0.1, 6)[-60:]], 1, id="an outage of hours"),
        pytest.param(sorted({*every(15), *every(0.5, 1)}), 1, id="at each change too"),
        pytest.param(flaky(1, 20, 42), 1, id="each minute, silent for 22 of each hour"),
        pytest.param(flaky(5, 20, 42), 5, id="every five, silent for 22 of each hour"),
        pytest.param(flaky(15, 20, 42), None, id="a quarter, one in three left out"),
    ],
)
def test_an_interval_is_learnt(times: list[datetime], minutes: int | None) -> None:
    assert learnt(times) == minutes


def reference(times: list[datetime], pace: int) -> int:
    """For how many of the hour before noon's minutes a counter was read."""
    length, missing = pace * 60, 0
    edges = [NOON - HOUR, *times, NOON]
    for place, (before, after) in enumerate(pairwise(edges)):
        gap = int(after.timestamp()) - int(before.timestamp())
        at_an_end = place in {0, len(edges) - 2}
        if gap > 1.5 * length:
            missing += gap - (length // 2 if at_an_end else length)
    return 60 - -(-missing // 60)


CASES = [
    pytest.param(15, every(15, 1), 60, id="all four quarters"),
    pytest.param(15, every(15, 1, late=100), 60, id="late by more than a minute"),
    pytest.param(15, [one + 7 * MINUTE for one in every(15, 1)], 60, id="not from the full hour"),
    pytest.param(15, every(15, 1)[:1] + every(15, 1)[2:], 45, id="one left out"),
    pytest.param(15, every(15, 1)[:2], 22, id="silent since"),
    pytest.param(15, every(15, 1)[2:3], 15, id="one alone"),
    pytest.param(5, every(5, 1), 60, id="every five minutes"),
    pytest.param(5, every(5, 1)[:6] + every(5, 1)[10:], 40, id="an outage"),
    pytest.param(5, every(0.5, 1)[:40] + every(0.5, 1)[80:], 44, id="at each change, an outage"),
]


@pytest.mark.django_db
@pytest.mark.postgres
@pytest.mark.parametrize(("pace", "times", "seen"), CASES)
def test_what_is_usual_for_a_counter_is_no_gap(pace: int, times: list[datetime], seen: int) -> None:
    assert reference(times, pace) == seen
    site = make_site(time_zone="Asia/Kolkata")
    start = NOON - 30 * MINUTE
    """The hour of the clocks there begins at half past."""
    readings = [Reading(1, 0, one + 30 * MINUTE, None, 1) for one in times]
    with time_machine.travel(start + HOUR, tick=False):
        services.set_pace(site=site, pair=(1, 0), minutes=pace, now=start)
        services.record_logs(site=site, readings=readings)
        services.absorb_marks(site=site, until=start + HOUR)
    row = OccupancyDailyAggregate.objects.get()
    assert (row.minutes_seen, row.samples, row.entries) == (seen, len(times), len(times))
    assert row.coverage == seen / 60


def tell(area: Area, camera: Camera, times: list[datetime], at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        readings = [Reading(camera.pk, area.pk, one, None, 10, 4) for one in times]
        services.record_logs(site=area.site, readings=readings)
        work_due(HOURLY.name)


def coverages(site: Site) -> list[float]:
    rows = OccupancyDailyAggregate.objects.filter(site=site).order_by("hour_start")
    return [round(row.coverage, 2) for row in rows]


@pytest.fixture
def hall() -> Area:
    return make_area(default_site(), capacity=1000)


@pytest.mark.django_db
@pytest.mark.postgres
def test_what_a_counter_shows_is_learnt_and_holds_for_its_past(hall: Area) -> None:
    camera = make_counter(hall)
    for hour in range(3, 0, -1):
        end = NOON - (hour - 1) * HOUR
        tell(hall, camera, [end - n * 15 * MINUTE for n in (4, 3, 2, 1)], end)
    assert coverages(hall.site) == [1.0] * 3
    pace = CounterPace.objects.get()
    assert (pace.minutes, pace.learnt, pace.since) == (15, True, EVER)
    silent = NOON + HOUR
    tell(hall, camera, [NOON, NOON + 45 * MINUTE], silent)
    assert coverages(hall.site) == [1.0] * 3 + [0.5], "an outage is one"
    before = list(OccupancyDailyAggregate.objects.order_by("pk").values())
    with time_machine.travel(silent + HOUR, tick=False):
        list(services.rebuild(site=hall.site, period=Period(NOON - 12 * HOUR, silent)))
    assert list(OccupancyDailyAggregate.objects.order_by("pk").values()) == before
    bars = [bar for bar in bars_of(hall, SPANS[0], silent) if bar.avg is not None]
    assert [bar.coverage for bar in bars] == [1.0] * 3 + [0.5]


@pytest.mark.django_db
def test_a_day_of_quarters_says_something_of_the_lines(hall: Area) -> None:
    camera = make_counter(hall)
    midnight = utc("2026-06-09T03:00")
    for hour in range(1, 25):
        end = midnight + hour * HOUR
        tell(hall, camera, [end - n * 15 * MINUTE for n in (4, 3, 2, 1)], end)
    (day,) = balances(hall, midnight + 25 * HOUR)
    assert (day.coverage, day.telling) == (1.0, True)


@pytest.mark.django_db
def test_our_own_cameras_are_not_slow_but_blind(hall: Area) -> None:
    camera = make_counter(hall)
    make_line(hall, camera, [[0, 0], [1, 1]])
    for hour in range(3, 0, -1):
        end = NOON - (hour - 1) * HOUR
        tell(hall, camera, [end - n * 15 * MINUTE for n in (4, 3, 2, 1)], end)
    assert coverages(hall.site) == [0.07] * 3
    assert not CounterPace.objects.exists()


@pytest.mark.django_db
def test_a_person_says_how_often_a_counter_tells(hall: Area) -> None:
    camera, client = make_counter(hall), client_of(make_user((hall.site, "manager")))
    tell(hall, camera, [NOON - 30 * MINUTE, NOON - 15 * MINUTE], NOON)
    url = f"/api/v1/area-cameras/{client.get('/api/v1/area-cameras').json()['results'][0]['id']}"
    with time_machine.travel(NOON + 20 * MINUTE, tick=False):
        assert client.patch(url, {"reports_every": 31}).status_code == 400
        assert client.patch(url, {"reports_every": 15}).json()["reports_every"] == 15
        services.absorb_marks(site=hall.site, until=NOON)
    assert coverages(hall.site) == [0.62], "the first word holds for the past too"
    with time_machine.travel(NOON + HOUR, tick=False):
        client.patch(url, {"reports_every": 5})
        client.patch(url, {"reports_every": None})
        services.aggregate_hours(site=hall.site, period=Period(NOON - HOUR, NOON))
    assert coverages(hall.site) == [0.62], "a later one does not"
    words = CounterPace.objects.order_by("since").values_list("since", "minutes", "learnt")
    assert list(words) == [(EVER, 15, False), (NOON + HOUR, 1, True)]


@pytest.mark.django_db
@pytest.mark.parametrize(("pace", "levels"), [(1, []), (15, ["full"])])
def test_how_full_it_is_is_known_for_as_long_as_a_counter_is_silent_as_a_rule(
    hall: Area, pace: int, levels: list[str]
) -> None:
    camera = make_counter(hall)
    reading = Reading(camera.pk, hall.pk, NOON - 18 * MINUTE, None, 2000)
    with time_machine.travel(NOON, tick=False):
        services.set_pace(site=hall.site, pair=(camera.pk, hall.pk), minutes=pace, now=NOON)
        services.record_logs(site=hall.site, readings=[reading])
        services.watch_capacity(site=hall.site, now=NOON)
    assert list(AreaLevel.objects.values_list("level", flat=True)) == levels
