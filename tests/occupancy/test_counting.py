"""Crossings of directed lines and people in zones: one labelled row for each situation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from occupancy.counting import (
    FORGET_AFTER_S,
    NOBODY,
    Crossings,
    Line,
    Memory,
    Track,
    people_inside,
    step,
)
from occupancy.geometry import Point, Side

# From the bottom up at x = 100: its left is the left of the picture.
UP = Line((100, 200), (100, 0), Side.LEFT)
DOWN = Line((100, 0), (100, 200), Side.LEFT)
MARGIN = 5.0
IN, OUT, NONE = Crossings(entries=1), Crossings(exits=1), Crossings()


def walk(line: Line, path: list[Point], number: int | None = 1, pause: float = 0.1) -> Crossings:
    memory: Memory = NOBODY
    total = Crossings()
    for place, point in enumerate(path):
        tracks = [Track(number, point)]
        memory, found = step(memory, line, tracks, seconds=place * pause, margin=MARGIN)
        total += found
    return total


def at(*xs: float, y: float = 100) -> list[Point]:
    return [(x, y) for x in xs]


@pytest.mark.parametrize(
    ("line", "path", "expected"),
    [
        pytest.param(UP, at(150, 120, 80, 50), IN, id="from right to left is in"),
        pytest.param(UP, at(50, 80, 120, 150), OUT, id="from left to right is out"),
        pytest.param(DOWN, at(150, 50), OUT, id="the other way round with the line"),
        pytest.param(Line((100, 200), (100, 0), Side.RIGHT), at(150, 50), OUT, id="other in side"),
        pytest.param(UP, at(150, 50, 150), Crossings(1, 1), id="in and out again"),
        pytest.param(UP, at(150, 103, 97, 103, 97, 50), IN, id="jitter on the line, then through"),
        pytest.param(UP, at(150, 103, 97, 103, 150), NONE, id="jitter on the line, then back"),
        pytest.param(UP, at(150, 96, 150), NONE, id="a step over the line within the margin"),
        pytest.param(UP, at(102, 98, 101), NONE, id="stands on the line"),
        pytest.param(UP, at(102, 50), NONE, id="appears on the line: nobody knows from where"),
        pytest.param(UP, at(150, 50, y=250), NONE, id="passes below its end"),
        pytest.param(UP, at(150, 50, y=-1), NONE, id="passes above its end"),
        pytest.param(UP, [(150, 250), (50, -100)], IN, id="slantwise through its middle"),
        pytest.param(UP, at(50, 60, 70), NONE, id="stays on one side"),
        pytest.param(UP, at(150), NONE, id="seen once"),
    ],
)
def test_crossings(line: Line, path: list[Point], expected: Crossings) -> None:
    assert walk(line, path) == expected


def test_a_track_without_a_number_is_not_counted() -> None:
    assert walk(UP, at(150, 50), number=None) == NONE


def test_a_track_that_was_lost_for_long_is_a_new_one() -> None:
    assert walk(UP, at(150, 50), pause=FORGET_AFTER_S - 1) == IN
    assert walk(UP, at(150, 50), pause=FORGET_AFTER_S + 1) == NONE


def test_what_is_remembered_does_not_grow() -> None:
    memory: Memory = NOBODY
    for number in range(1000):
        tracks = [Track(number, (150, 100))]
        memory, _ = step(memory, UP, tracks, seconds=number * 1.0, margin=MARGIN)
    assert len(memory) <= FORGET_AFTER_S + 1


def test_two_people_in_opposite_directions() -> None:
    memory, _ = step(
        NOBODY, UP, [Track(1, (150, 50)), Track(2, (50, 50))], seconds=0, margin=MARGIN
    )
    _, found = step(memory, UP, [Track(1, (50, 50)), Track(2, (150, 50))], seconds=1, margin=MARGIN)
    assert found == Crossings(1, 1)


CLEAR = st.floats(0, 94) | st.floats(106, 200)


@given(CLEAR, st.lists(st.floats(0, 200), max_size=60), CLEAR)
def test_net_crossings_follow_from_where_it_began_and_ended(
    first: float, between: list[float], last: float
) -> None:
    # It stays where it ended until its eased position has come there.
    net = walk(UP, at(first, *between, *[last] * 12))
    assert net.entries - net.exits == int(last < 100) - int(first < 100)


def test_a_box_that_jumps_for_one_frame_crosses_nothing() -> None:
    assert walk(UP, at(112, 92, 112, 113)) == NONE


SQUARE: list[Point] = [(0, 0), (10, 0), (10, 10), (0, 10)]
HOOK: list[Point] = [(0, 0), (30, 0), (30, 30), (20, 30), (20, 10), (0, 10)]


@pytest.mark.parametrize(
    ("polygon", "point", "expected"),
    [
        pytest.param(SQUARE, (5, 5), 1, id="in the middle"),
        pytest.param(SQUARE, (15, 5), 0, id="beside"),
        pytest.param(SQUARE, (5, -1), 0, id="above"),
        pytest.param(HOOK, (25, 25), 1, id="in the hook's arm"),
        pytest.param(HOOK, (10, 20), 0, id="in the hook's mouth"),
    ],
)
def test_zones(polygon: list[Point], point: Point, expected: int) -> None:
    assert people_inside(polygon, [Track(1, point)]) == expected


def test_a_zone_counts_confirmed_tracks_once() -> None:
    tracks = [Track(1, (5, 5)), Track(1, (6, 6)), Track(None, (5, 5)), Track(2, (1, 1))]
    assert people_inside(SQUARE, tracks) == 2


def test_an_edge_between_two_zones_belongs_to_one() -> None:
    right: list[Point] = [(10, 0), (20, 0), (20, 10), (10, 10)]
    tracks = [Track(1, (10, 5))]
    assert people_inside(SQUARE, tracks) + people_inside(right, tracks) == 1
