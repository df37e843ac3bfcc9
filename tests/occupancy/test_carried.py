"""What is handed over when doors change follows facts that come late: as in time, and as rebuilt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factory.core.periods import Period
from occupancy import services
from occupancy.carried import carried
from occupancy.counts import Reading
from occupancy.models import AreaCamera, CountReset, LiveCount, OccupancyLog
from occupancy.parts import EVER, STILL, Part
from occupancy.ranges import Asked, By, Grain
from occupancy.selectors.aggregates import buckets
from occupancy.selectors.live import live_of
from tests.builders import make_site
from tests.occupancy.builders import make_area, make_camera, make_counter, utc

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
DAY = utc("2026-06-10T00:00")
END = DAY + timedelta(hours=40)
HOUR = timedelta(hours=1)
SWAP, MORE, LESS, BACK = (DAY + hours * HOUR for hours in (4, 6.5, 8, 9))


@dataclass(frozen=True)
class Told:
    """A reading of a door (0 to 2) or a head count, of a minute of the day, that came ``late``."""

    minute: int
    door: int | None = None
    entries: int = 0
    exits: int = 0
    late: int = 0

    @property
    def at(self) -> datetime:
        return DAY + timedelta(minutes=self.minute)


BEGUN = (Told(0, 0), Told(240, 1), Told(390, 2))
"""Each door tells at once that nobody came; a part in which nothing is ever told leaves no trace."""


class Hall:
    """An area whose first door is replaced at four; one more comes, one goes, the first comes back."""

    def __init__(self) -> None:
        self.area = make_area(make_site())
        self.site = self.area.site
        cameras = [make_counter(self.area), make_camera(self.site), make_camera(self.site)]
        self.doors = [one.pk for one in cameras]
        self.acts: list[tuple[datetime, Callable[[], Any]]] = [
            (SWAP, lambda: self._swap(0, 1)),
            (MORE, lambda: self._put_up(2)),
            (LESS, lambda: self._take_away(1)),
            (BACK, lambda: self._put_up(0)),
        ]

    def _swap(self, old: int, new: int) -> None:
        self._take_away(old)
        self._put_up(new)

    def _take_away(self, door: int) -> None:
        services.take_part_away(part=AreaCamera.objects.open().get(camera=self.doors[door]))

    def _put_up(self, door: int) -> None:
        services.save_part(
            part=AreaCamera(site=self.site, area=self.area, camera_id=self.doors[door], role="both")
        )

    def tell(self, one: Told) -> None:
        if one.door is None:
            services.record_headcount(site=self.site, count=one.entries, at=one.at)
            return
        reading = Reading(self.doors[one.door], self.area.pk, one.at, None, one.entries, one.exits)
        services.record_logs(site=self.site, readings=[reading])

    def live_through(self, facts: Sequence[Told]) -> Hall:
        """Change the doors and be told the facts, each when it came."""
        told = [*BEGUN, *facts]
        come = [(one.at + timedelta(minutes=one.late), one) for one in told]
        acts = self.acts + [(at, partial(self.tell, one)) for at, one in come]
        for at, act in sorted(acts, key=lambda one: one[0]):
            with time_machine.travel(at, tick=False):
                act()
        with time_machine.travel(END, tick=False):
            services.absorb_marks(site=self.site, until=END)
        return self

    def shows(self) -> list[Any]:
        """Return each reading's count, what is live, what was handed over, and the hours' sums."""
        logs = OccupancyLog.objects.filter(site=self.site).order_by("camera_id", "timestamp")
        moved = CountReset.objects.filter(site=self.site, reason="part").order_by("at", "camera_id")
        counts = LiveCount.objects.filter(site=self.site).exclude(count=0).order_by("camera_id")
        day = Asked(DAY.date(), END.date(), Grain.HOUR, By.AREA)
        found = buckets(self.site, day)
        return [
            live_of(self.area, END)["count"],
            self._named(counts.values_list("camera_id", "count")),
            self._named(moved.values_list("camera_id", "at", "before", "after")),
            self._named(logs.values_list("camera_id", "timestamp", "current_count")),
            [(one.start, one.figures.avg, one.figures.most, one.figures.least) for one in found],
        ]

    def _named(self, rows: Any) -> list[Any]:
        return [(self.doors.index(camera), *rest) for camera, *rest in rows]

    def rebuild(self) -> None:
        """Lose all that is derived, and derive it anew."""
        CountReset.objects.filter(site=self.site, reason="part").update(before=7, after=77)
        OccupancyLog.objects.filter(site=self.site).update(current_count=77)
        LiveCount.objects.filter(site=self.site).update(count=77)
        with time_machine.travel(END, tick=False):
            list(services.rebuild(site=self.site, period=Period(DAY, END)))
            services.rebuild_live(site_id=self.site.pk)
            services.absorb_marks(site=self.site, until=END)


def in_time(facts: Sequence[Told]) -> Hall:
    punctual = [Told(one.minute, one.door, one.entries, one.exits) for one in facts]
    return Hall().live_through(punctual)


FEW = st.integers(0, 5)
LATE = st.integers(0, 15 * 60)
# Each door tells only while it has a part, at minutes at which none changes.
READ = st.one_of(
    st.builds(Told, st.integers(1, 239), st.just(0), FEW, FEW, LATE),
    st.builds(Told, st.integers(241, 479), st.just(1), FEW, FEW, LATE),
    st.builds(Told, st.integers(391, 900), st.just(2), FEW, FEW, LATE),
    st.builds(Told, st.integers(541, 900), st.just(0), FEW, FEW, LATE),
    st.builds(Told, st.sampled_from([30, 200, 300, 450, 700]), st.none(), FEW, st.just(0), LATE),
)


@given(facts=st.lists(READ, min_size=1, max_size=9, unique_by=lambda one: (one.door, one.minute)))
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_order_of_arrival_carries_the_same(facts: list[Told]) -> None:
    hall = Hall().live_through(facts)
    right = in_time(facts).shows()
    assert hall.shows() == right
    hall.rebuild()
    assert hall.shows() == right


@pytest.mark.parametrize(
    ("facts", "moved", "count"),
    [
        pytest.param(
            [Told(60, 0, 30), Told(230, 0, 5, 0, 60)],
            [(0, 35, 0), (1, 0, 35), (1, 35, 0), (2, 0, 35)],
            35,
            id="five more had come in when the door was swapped",
        ),
        pytest.param(
            [Told(60, 0, 30, 0, 600)],
            [(0, 30, 0), (1, 0, 30), (1, 30, 0), (2, 0, 30)],
            30,
            id="nobody was known to be in",
        ),
        pytest.param(
            [Told(60, 0, 30), Told(230, 0, 0, 30, 60)],
            [],
            0,
            id="all had left when the door was swapped",
        ),
        pytest.param(
            [Told(60, 0, 30), Told(200, None, 12, 0, 400), Told(220, 0, 1)],
            [(0, 13, 0), (1, 0, 13), (1, 13, 0), (2, 0, 13)],
            13,
            id="somebody had counted them",
        ),
        pytest.param(
            [Told(60, 0, 30), Told(300, None, 12, 0, 400)],
            [(0, 30, 0), (1, 0, 30), (1, 12, 0), (2, 0, 12)],
            12,
            id="somebody counted them after the first swap",
        ),
    ],
)
def test_what_came_late(facts: list[Told], moved: list[tuple[int, int, int]], count: int) -> None:
    hall = Hall().live_through(facts)
    shown = hall.shows()
    assert [(door, before, after) for door, _, before, after in shown[2]] == moved
    assert shown[0] == count


ONE, TWO, SEES = (1, 1), (2, 1), (3, 1)
GONE, COME = Part(ONE, False, EVER, SWAP), Part(TWO, False, SWAP, STILL)


@pytest.mark.parametrize(
    ("stood", "parts", "held"),
    [
        pytest.param({}, [GONE, COME], {}, id="nobody was counted"),
        pytest.param({ONE: 5}, [GONE], {}, id="there is no other door"),
        pytest.param({ONE: 5}, [GONE, COME], {ONE: 0, TWO: 5}, id="a swap"),
        pytest.param({ONE: -5}, [GONE, COME], {ONE: 0, TWO: -5}, id="fewer than nobody"),
        pytest.param(
            {ONE: 5, TWO: 2}, [GONE, Part(TWO, False)], {ONE: 0, TWO: 7}, id="an open door"
        ),
        pytest.param(
            {SEES: 4}, [Part(SEES, True), COME], {TWO: 4}, id="the first door, where one looks in"
        ),
        pytest.param(
            {SEES: 4}, [Part(SEES, True, EVER, SWAP)], {SEES: 0}, id="it sees them no longer"
        ),
        pytest.param(
            {ONE: 5, TWO: 2},
            [Part(ONE, False), Part(TWO, False, EVER, SWAP), Part(TWO, True, SWAP)],
            {ONE: 7},
            id="a door that looks in from now on",
        ),
        pytest.param({(9, 1): 3}, [GONE, COME], {}, id="who never had a part keeps its own"),
    ],
)
def test_what_is_held(
    stood: dict[tuple[int, int], int], parts: list[Part], held: dict[tuple[int, int], int]
) -> None:
    assert carried(stood, parts, SWAP) == held


def changed_often(times: int, *, counted_at: int | None = None) -> Hall:
    """A hall whose one door is replaced by the other and back, each telling in its turn."""
    hall = Hall()
    facts = [Told(0, 0, entries=5)]
    for turn in range(times):
        at, new = DAY + (turn + 1) * HOUR, (turn + 1) % 2
        hall.acts.append((at, partial(hall._swap, 1 - new, new)))
        facts.append(Told(60 * (turn + 1) + 5, new, entries=1))
    hall.acts = hall.acts[4:]
    if counted_at is not None:
        facts.append(Told(counted_at, None, entries=9))
    hall.acts += [(one.at, partial(hall.tell, one)) for one in facts]
    for at, act in sorted(hall.acts, key=lambda one: one[0]):
        with time_machine.travel(at, tick=False):
            act()
    return hall


def queries_of(hall: Hall, late: Told) -> int:
    with time_machine.travel(END, tick=False), CaptureQueriesContext(connection) as asked:
        hall.tell(late)
    return len(asked)


def test_a_late_reading_asks_no_more_where_a_later_word_holds() -> None:
    few, many = (changed_often(times, counted_at=90) for times in (2, 12))
    late = Told(30, 0, entries=2)
    assert queries_of(many, late) == queries_of(few, late)
    assert live_of(many.area, END)["count"] == 9 + 11


def test_one_that_is_handed_on_asks_little_for_each_change() -> None:
    few, many = (changed_often(times) for times in (2, 12))
    late = Told(30, 0, entries=2)
    at_first = queries_of(few, late)
    assert queries_of(many, late) - at_first <= 12 * 10
    assert live_of(many.area, END)["count"] == 5 + 12 + 2
    *shown, _ = many.shows()
    many.rebuild()
    assert many.shows()[:-1] == shown
