"""The quietest minute: found by differences, never in a gap, and reset there without losing anybody."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from factory.core.periods import Period
from occupancy import services, tasks
from occupancy.counts import Reading
from occupancy.models import Area, AreaCamera, CountReset, LiveCount, OccupancyDailyAggregate
from occupancy.parts import Turn
from occupancy.quiet import Minute, quietest
from tests.builders import default_site, make_site
from tests.occupancy.builders import make_area, make_camera, make_counter, utc

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


FIRST, OTHER = (1, 9), (2, 9)
UNTIL = Turn(Period(START, at(30)), frozenset({FIRST}))
SINCE = Turn(Period(at(30), at(90)), frozenset({OTHER}))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            minutes({0: 9, 10: -9, 12: 9}) + minutes({30: 0, 40: 3}, camera=2),
            at(11),
            id="in the first one's turn",
        ),
        pytest.param(
            minutes({0: 9, 10: 3}) + minutes({30: 0, 40: -12, 41: 5}, camera=2),
            at(41),
            id="in the other's: whom the first counted in is in still",
        ),
        pytest.param(
            minutes({0: 9, 10: 2}, absolute=True)
            + minutes({30: 4, 40: 1}, camera=2, absolute=True),
            at(41),
            id="what the first saw inside it sees no more",
        ),
        pytest.param(
            minutes({0: 9, 10: 2}) + minutes({50: 0, 51: -1}, camera=2),
            at(1),
            id="before the other tells nothing is known",
        ),
    ],
)
def test_a_door_that_was_swapped(rows: list[Minute], expected: datetime) -> None:
    assert quietest(rows, [UNTIL, SINCE]) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("swap", ["02:00", "02:20", "06:00"])
def test_a_swap_in_that_day_moves_it_not(swap: str) -> None:
    """Empty from 4:20 to 4:40, whichever door was read then."""
    site = default_site()
    area = make_area(site)
    Area.objects.filter(pk=area.pk).update(reset_by="quiet", reset_time="09:00")
    area.refresh_from_db()
    first, other = make_counter(area), make_camera(site)
    moved, changed = utc(f"2026-06-10T{swap}"), {"00:05": (9, 0), "04:20": (0, 9), "04:40": (5, 0)}
    readings = []
    for minute in range(540):
        moment = START + timedelta(minutes=minute)
        camera = first if moment < moved else other
        come, go = changed.get(f"{moment:%H:%M}", (0, 0))
        readings.append(Reading(camera.pk, area.pk, moment, None, come, go))
    with time_machine.travel(moved, tick=False):
        services.record_logs(site=site, readings=[one for one in readings if one.at < moved])
        services.take_part_away(part=AreaCamera.objects.get(camera=first))
        services.save_part(part=AreaCamera(site=site, area=area, camera=other, role="both"))
    with time_machine.travel(at(540), tick=False):
        services.record_logs(site=site, readings=[one for one in readings if one.at >= moved])
        period = Period(START, at(540))
        done = services.correct_at_quietest(area=area, period=period)
    assert done["at"] == utc("2026-06-10T04:31").isoformat()
    assert sum(LiveCount.objects.values_list("count", flat=True)) == 5


@pytest.mark.django_db
def test_nothing_read_is_nothing_reset() -> None:
    site = default_site()
    area = make_area(site)
    period = Period(START, START + timedelta(days=1))
    assert services.correct_at_quietest(area=area, period=period)["cameras_reset"] == 0
