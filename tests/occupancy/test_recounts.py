"""Counts are right whatever order facts come in: as if each had come at its own time, and as rebuilt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factory.core.periods import Period
from occupancy import services
from occupancy.counts import Reading
from occupancy.models import (
    Area,
    DirtyHour,
    LiveCount,
    OccupancyDailyAggregate,
    OccupancyDaySummary,
    OccupancyLog,
    OccupancyMonthlyAggregate,
)
from tests.builders import make_site
from tests.occupancy.builders import make_area, make_counter, utc

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NIGHT = utc("2026-10-25T00:00")
"""An hour before Berlin's clocks go back."""
NOW = NIGHT + timedelta(days=8)
ALL = Period(NIGHT - timedelta(days=1), NIGHT + timedelta(days=1))
SUMS = (OccupancyDailyAggregate, OccupancyDaySummary, OccupancyMonthlyAggregate)
FIGURES = ("samples", "count_sum", "avg_occupancy", "max_occupancy", "min_occupancy", "peak_at")


@dataclass(frozen=True)
class Told:
    """One fact: a reading of a door (0 or 1) at a minute, or (without a door) how many were in."""

    minute: int
    door: int | None = None
    count: int | None = None
    entries: int = 0
    exits: int = 0

    @property
    def at(self) -> datetime:
        return NIGHT + timedelta(minutes=self.minute)

    @property
    def order(self) -> tuple[int, bool]:
        """A reset comes before what is read in the same moment."""
        return self.minute, self.door is not None


Batch: TypeAlias = Sequence[Told]


class Hall:
    """An area with two doors in Berlin, that is told facts."""

    def __init__(self) -> None:
        self.area: Area = make_area(make_site(time_zone="Europe/Berlin"))
        self.site = self.area.site
        self.doors = [make_counter(self.area).pk for _ in range(2)]

    def told(self, batch: Batch) -> None:
        readings = [self._reading(one) for one in batch if one.door is not None]
        services.record_logs(site=self.site, readings=readings)
        for one in batch:
            if one.door is None:
                services.record_headcount(site=self.site, count=one.count or 0, at=one.at)

    def _reading(self, one: Told) -> Reading:
        camera = self.doors[one.door or 0]
        return Reading(camera, self.area.pk, one.at, one.count, one.entries, one.exits)

    def absorb(self) -> None:
        services.absorb_marks(site=self.site, until=NOW)

    def marks(self) -> list[DirtyHour]:
        return list(DirtyHour.objects.filter(site=self.site))

    def counts(self) -> list[tuple[int, int, int]]:
        """Return each reading's door, minute and count."""
        rows = OccupancyLog.objects.filter(site=self.site).order_by("camera_id", "timestamp")
        return [
            (
                self.doors.index(row.camera_id),
                (row.timestamp - NIGHT) // timedelta(minutes=1),
                row.current_count,
            )
            for row in rows
        ]

    def live(self) -> list[Any]:
        rows = LiveCount.objects.filter(site=self.site).order_by("camera_id")
        return list(rows.values_list("count", "base_at", "counted_at"))

    def sums(self) -> list[Any]:
        found = [model.objects.filter(site=self.site) for model in SUMS]
        return [list(rows.order_by("camera_id", "peak_at").values_list(*FIGURES)) for rows in found]

    def everything(self) -> list[Any]:
        return [self.counts(), self.live(), self.sums()]

    def spoil(self) -> None:
        """Lose all that is derived, as an older version left it."""
        OccupancyLog.objects.filter(site=self.site, absolute=False).update(current_count=77)
        LiveCount.objects.filter(site=self.site).update(count=77, base_at=None)
        for model in SUMS:
            model.objects.filter(site=self.site).delete()

    def rebuild(self) -> None:
        services.rebuild_live(site_id=self.site.pk)
        list(services.rebuild(site=self.site, period=ALL))


def expected(facts: Batch) -> list[tuple[int, int, int]]:
    """Count by hand, oldest first; the first door takes a head count, the other then has nobody."""
    held = [0, 0]
    found = []
    for one in sorted(facts, key=lambda fact: fact.order):
        if one.door is None:
            held = [one.count or 0, 0]
            continue
        moved = held[one.door] + one.entries - one.exits
        held[one.door] = moved if one.count is None else one.count
        found.append((one.door, one.minute, held[one.door]))
    return sorted(found)


def in_order(facts: Batch) -> Hall:
    hall = Hall()
    for one in sorted(facts, key=lambda fact: fact.order):
        hall.told([one])
    hall.absorb()
    return hall


MINUTES = st.integers(-20 * 60, 20 * 60)
FEW = st.integers(0, 5)
facts_st = st.lists(
    st.one_of(
        st.builds(Told, MINUTES, st.integers(0, 1), st.none(), FEW, FEW),
        st.builds(Told, MINUTES, st.integers(0, 1), st.none() | FEW, FEW, FEW),
        st.builds(Told, MINUTES, st.none(), FEW),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda fact: (fact.door, fact.minute),
)


@given(facts=facts_st, data=st.data())
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_order_of_arrival_ends_in_the_same(facts: list[Told], data: st.DataObject) -> None:
    repeats = data.draw(st.lists(st.sampled_from(facts), max_size=4), label="repeated")
    arrival = data.draw(st.permutations(facts + repeats), label="arrival")
    with time_machine.travel(NOW, tick=False):
        hall = Hall()
        while arrival:
            size = data.draw(st.integers(1, len(arrival)), label="batch")
            batch, arrival = arrival[:size], arrival[size:]
            hall.told(batch)
            if data.draw(st.booleans(), label="summed up between"):
                hall.absorb()
        hall.absorb()
        assert hall.counts() == expected(facts)
        right = hall.everything()
        assert right == in_order(facts).everything()
        hall.spoil()
        hall.rebuild()
        assert hall.everything() == right


def door(at: str, entries: int = 0, exits: int = 0, count: int | None = None) -> Told:
    return Told(_minute(at), 0, count, entries, exits)


def in_(at: str, count: int) -> Told:
    return Told(_minute(at), None, count)


def _minute(at: str) -> int:
    """Return a local time such as 24T23:00+02:00 as minutes from NIGHT."""
    return (utc(f"2026-10-{at}") - NIGHT) // timedelta(minutes=1)


@pytest.mark.parametrize(
    ("first", "late", "counts"),
    [
        pytest.param(
            [door("24T10:10", 5), door("24T10:50", 1), door("24T12:05", 0, 2)],
            door("24T10:30", 4),
            [5, 9, 10, 8],
            id="deltas of an hour that is summed up",
        ),
        pytest.param(
            [door("24T10:10", 5), door("24T10:50", 1), door("24T12:05", count=3)],
            door("24T10:05", 7),
            [7, 12, 13, 3],
            id="deltas before what the counter said: nothing after it moves",
        ),
        pytest.param(
            [door("24T10:10", 5), in_("24T11:00", 2), door("24T12:05", 1)],
            door("24T10:05", 7),
            [7, 12, 3],
            id="deltas before a reset: nothing after it moves",
        ),
        pytest.param(
            [door("24T10:10", 5), door("24T12:05", 1), door("24T14:00", count=9)],
            door("24T11:00", count=2),
            [5, 2, 3, 9],
            id="what the counter said, between deltas",
        ),
        pytest.param(
            [door("24T02:00", 6), door("24T03:10", 3), door("24T06:50", 4), door("24T07:00", 0, 1)],
            in_("24T03:00", 0),
            [6, 3, 7, 6],
            id="a reset of 03:00 recorded four hours late",
        ),
        pytest.param(
            [door("24T02:00", 6), door("24T03:10", 3), door("24T06:50", 4)],
            in_("24T06:00", 20),
            [6, 9, 24],
            id="a head count handed over late",
        ),
        pytest.param(
            [
                door("24T23:30+02:00", 6),
                door("25T02:30+02:00", 1),
                door("25T02:30+01:00", 2),
                door("25T04:00+01:00", 3),
            ],
            in_("25T02:45+02:00", 1),
            [6, 7, 3, 6],
            id="a night whose hour comes twice",
        ),
    ],
)
def test_what_comes_late_is_as_if_it_had_come_in_time(
    first: list[Told], late: Told, counts: list[int]
) -> None:
    with time_machine.travel(NOW, tick=False):
        hall = Hall()
        for one in first:
            hall.told([one])
        hall.absorb()
        hall.told([late])
        hall.absorb()
        assert [count for _, _, count in hall.counts()] == counts
        assert hall.everything() == in_order([*first, late]).everything()
        right = hall.everything()
        hall.spoil()
        hall.rebuild()
        assert hall.everything() == right


def backlog(hall: Hall) -> None:
    hall.told([door(f"24T{hour:02}:{minute:02}", 2, 1) for hour in (8, 9) for minute in (0, 30)])


def headcount(hall: Hall) -> None:
    hall.told([in_("24T08:15", 3)])


@pytest.mark.parametrize("act", [backlog, headcount])
def test_only_hours_whose_counts_move_are_summed_again(act: Callable[[Hall], None]) -> None:
    with time_machine.travel(NOW, tick=False):
        hall = Hall()
        hall.told([door("24T08:20", 4), door("24T10:00", count=5), door("24T11:00", 1)])
        hall.absorb()
        act(hall)
        hours = {row.hour_start for row in hall.marks()}
    assert utc("2026-10-24T08:00") in hours
    assert not hours & {utc("2026-10-24T10:00"), utc("2026-10-24T11:00")}
