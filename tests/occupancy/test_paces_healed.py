"""What was learnt wrongly of a counter's interval does not stay: it is seen to tell more often."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from occupancy import services
from occupancy.counts import Reading
from occupancy.models import Area, CounterPace, OccupancyDailyAggregate
from occupancy.paces import EVER, is_throughout
from streaming.models import Camera
from tests.builders import default_site
from tests.occupancy.builders import make_area, make_counter, make_line
from tests.occupancy.test_paces import HOUR, NOON, every, flaky

SIX = NOON - 6 * HOUR
SECONDS_5 = 1 / 12


@pytest.mark.parametrize(
    ("times", "minutes", "expected"),
    [
        pytest.param(every(5), 5, True, id="every five"),
        pytest.param(flaky(1, 20, 42), 1, True, id="each minute, silent for 22 of each hour"),
        pytest.param(flaky(1, 0, 31), 1, False, id="silent for more than half"),
        pytest.param(every(5, hours=5), 5, False, id="not in the first hour"),
        pytest.param(every(15), 15, True, id="every quarter"),
        pytest.param(
            sorted({*every(15), *every(0.2, 2)}), 1, False, id="quarters, and as people come"
        ),
    ],
)
def test_throughout(times: list[datetime], minutes: int, expected: bool) -> None:
    assert is_throughout(times, minutes, SIX, NOON) is expected


@pytest.fixture
def hall() -> Area:
    return make_area(default_site())


def stored(hall: Area, camera: Camera, minutes: int, *, since: datetime, learnt: bool) -> None:
    CounterPace.objects.create(
        site=hall.site,
        camera_id=camera.pk,
        area_id=hall.pk,
        minutes=minutes,
        since=since,
        learnt=learnt,
    )


def told(hall: Area, camera: Camera, times: list[datetime]) -> int:
    with time_machine.travel(NOON, tick=False):
        readings = [Reading(camera.pk, hall.pk, one, None, 1) for one in times]
        services.record_logs(site=hall.site, readings=readings)
        services.absorb_marks(site=hall.site, until=NOON)
        found = services.learn_paces(site=hall.site, until=NOON)
        services.absorb_marks(site=hall.site, until=NOON)
        assert services.learn_paces(site=hall.site, until=NOON) == 0, "once is enough"
    return found


def words() -> list[tuple[datetime, int]]:
    return list(CounterPace.objects.order_by("since").values_list("since", "minutes"))


def coverages() -> list[float]:
    rows = OccupancyDailyAggregate.objects.order_by("hour_start")
    return [round(row.coverage, 2) for row in rows]


@pytest.mark.django_db
@pytest.mark.postgres
def test_one_that_tells_each_minute_and_is_silent_for_22_of_each_hour(hall: Area) -> None:
    camera = make_counter(hall)
    stored(hall, camera, 23, since=EVER, learnt=True)
    assert told(hall, camera, flaky(1, 20, 42)) == 1
    assert words() == [(EVER, 23), (SIX, 1)], "the past may have been as slow as that"
    assert coverages() == [0.63] * 6


@pytest.mark.django_db
def test_our_own_camera(hall: Area) -> None:
    camera = make_counter(hall)
    make_line(hall, camera, [[0, 0], [1, 1]])
    stored(hall, camera, 15, since=EVER, learnt=True)
    assert told(hall, camera, every(SECONDS_5)) == 1
    assert words()[-1] == (SIX, 1)


@pytest.mark.django_db
def test_one_that_was_learnt_lately_is_put_right_where_it_stands(hall: Area) -> None:
    camera, lately = make_counter(hall), NOON - timedelta(hours=2)
    stored(hall, camera, 20, since=lately, learnt=True)
    assert told(hall, camera, every(5)) == 1
    assert words() == [(lately, 5)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "learnt", "times"),
    [
        pytest.param(15, False, every(5), id="said by a person"),
        pytest.param(15, True, every(15), id="as it was learnt"),
        pytest.param(15, True, every(15)[:-8], id="silent for two hours"),
        pytest.param(15, True, sorted({*every(15), *every(0.2, 2)}), id="as people come"),
        pytest.param(15, True, [], id="silent"),
    ],
)
def test_what_is_right_stays(hall: Area, minutes: int, learnt: bool, times: list[datetime]) -> None:
    camera = make_counter(hall)
    stored(hall, camera, minutes, since=EVER, learnt=learnt)
    assert told(hall, camera, times) == 0
    assert words() == [(EVER, minutes)]
