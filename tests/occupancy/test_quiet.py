"""The quietest minute: found by differences, never in a gap, and reset there without losing anybody."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from factory.core.periods import Period
from occupancy import services, tasks
from occupancy.counts import Reading
from occupancy.models import Area, CountReset, LiveCount, OccupancyDailyAggregate
from occupancy.quiet import Minute, quietest
from tests.builders import default_site, make_site
from tests.occupancy.builders import make_area, utc

START = utc("2026-06-10T00:00")


def minutes(nets: dict[int, int], *, camera: int = 1, absolute: bool = False) -> list[Minute]:
    return [
        Minute(START + timedelta(minutes=at), camera, *((0, n) if absolute else (n, None)))
        for at, n in nets.items()
    ]


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([], None, id="nothing was read"),
        pytest.param(minutes({0: 5, 1: -4, 2: 3}), at(2), id="the lowest"),
        pytest.param(minutes({0: 5, 1: -9, 2: 3}), at(2), id="below nobody: an old error"),
        pytest.param(
            minutes({0: 2, 1: -1, 2: 1, 3: -1, 4: 0, 5: 0, 6: 4}), at(5), id="the longest stretch"
        ),
        pytest.param(
            minutes({0: 2, 1: -1, 9: 0, 10: 0, 11: 7}), at(11), id="a gap is no quiet stretch"
        ),
        pytest.param(
            minutes({0: 4, 1: 0, 2: 4}, absolute=True), at(2), id="absolute counts as they are"
        ),
        pytest.param(
            minutes({0: 0, 1: 5, 2: -5, 3: 0, 4: 5}) + minutes({1: 2, 2: 0, 4: 1}, camera=2),
            at(4),
            id="two doors, once both have reported",
        ),
    ],
)
def test_the_quietest_minute(rows: list[Minute], expected: datetime | None) -> None:
    assert quietest(rows) == expected


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_place_that_never_empties_by_the_clock_is_reset_when_it_does() -> None:
    site = make_site(time_zone="Asia/Kolkata")
    area = make_area(site)
    Area.objects.filter(pk=area.pk).update(reset_by="quiet", reset_time="09:00")
    day = Period(utc("2026-06-09T09:00+05:30"), utc("2026-06-10T09:00+05:30"))
    # Two too many since yesterday; empty from 4:20 to 4:40 only.
    moves = {"20:00": (12, 0), "04:20": (0, 10), "04:40": (9, 0), "08:59": (1, 0)}
    readings = []
    moment = day.start
    while moment < day.end:
        local = moment.astimezone(site.zone)
        come, go = moves.get(f"{local:%H:%M}", (0, 0))
        readings.append(Reading(7, area.pk, moment, None, come, go))
        moment += timedelta(minutes=1)
    # Before 20:00 nothing was read.
    readings = [one for one in readings if one.at >= utc("2026-06-09T20:00+05:30")]
    with time_machine.travel(day.end + timedelta(seconds=5), tick=False):
        services.record_logs(site=site, readings=readings)
        services.absorb_marks(site=site, until=day.end)
        assert [most_in(area, hour) for hour in (3, 4, 5)] == [12, 12, 11]
        for _ in range(2):
            tasks.drift_correction()
        services.absorb_marks(site=site, until=day.end)
    reset = CountReset.objects.get(area_id=area.pk)
    assert (reset.reason, reset.before, reset.after) == ("quiet", 2, 0)
    assert reset.at == utc("2026-06-10T04:31+05:30")
    assert LiveCount.objects.get(area_id=area.pk).count == 10
    assert [most_in(area, hour) for hour in (3, 4, 5)] == [12, 12, 9], "from 4:31 on two fewer"


def most_in(area: Area, hour: int) -> int:
    return OccupancyDailyAggregate.objects.get(area_id=area.pk, hour=hour).max_occupancy


@pytest.mark.django_db
def test_nothing_read_is_nothing_reset() -> None:
    site = default_site()
    area = make_area(site)
    period = Period(START, START + timedelta(days=1))
    assert services.correct_at_quietest(area=area, period=period)["cameras_reset"] == 0
