"""Which cameras make up an area's count now, and made it up in each hour of the past."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from factory.core.periods import Period
from occupancy.parts import EVER, STILL, Part, left_out_now
from occupancy.timelines import Timeline
from tests.occupancy.builders import utc

AREA = 1
ZONE = ZoneInfo("Asia/Kolkata")
"""Its hours begin at half past in UTC."""


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-06-10T{text}").replace(tzinfo=ZONE)


def part(camera: int, role: str, since: str = "", until: str = "") -> Part:
    return Part(
        (camera, AREA),
        role == "inside",
        at(since) if since else EVER,
        at(until) if until else STILL,
    )


@pytest.mark.parametrize(
    ("parts", "out"),
    [
        pytest.param([], set(), id="nobody has a part"),
        pytest.param([part(1, "door")], set(), id="a door"),
        pytest.param([part(1, "inside")], set(), id="nothing but a camera inside"),
        pytest.param([part(1, "door"), part(2, "inside")], {2}, id="a door and a camera inside"),
        pytest.param(
            [part(1, "door"), part(2, "inside", until="12:00")], {2}, id="inside, taken away"
        ),
        pytest.param([part(1, "inside", until="12:00")], {1}, id="the only one inside, taken away"),
        pytest.param(
            [part(1, "door"), part(2, "door", until="12:00")], set(), id="one door of two"
        ),
        pytest.param([part(1, "door", until="12:00")], set(), id="the only door"),
        pytest.param(
            [part(1, "inside"), part(2, "door", until="12:00")],
            {2},
            id="the last door, with a camera inside left",
        ),
        pytest.param(
            [part(1, "inside", until="12:00"), part(1, "door", since="12:00")],
            set(),
            id="inside once, a door now",
        ),
        pytest.param(
            [part(2, "door"), part(1, "door", until="12:00"), part(1, "inside", since="12:00")],
            {1},
            id="a door once, inside now",
        ),
    ],
)
def test_who_is_left_out_now(parts: list[Part], out: set[int]) -> None:
    assert {camera for camera, _ in left_out_now(parts)} == out


DOOR = part(1, "door")
TURNED = [DOOR, part(2, "door", until="12:00"), part(2, "inside", since="12:00")]
LATER = [DOOR, part(2, "inside", since="12:30")]
GONE = [DOOR, part(2, "inside", until="12:30")]
BACK = [*GONE, part(2, "door", since="15:10")]
LAST = [part(1, "door", until="12:30"), part(2, "inside")]


@pytest.mark.parametrize(
    ("parts", "hour", "out"),
    [
        pytest.param([DOOR, part(2, "inside")], "11:00", {2}, id="always inside"),
        pytest.param(TURNED, "11:00", set(), id="the last hour as a door"),
        pytest.param(TURNED, "12:00", {2}, id="the first hour inside"),
        pytest.param(LATER, "11:00", set(), id="before it had a part"),
        pytest.param(LATER, "12:00", {2}, id="the hour in which it was put up"),
        pytest.param(GONE, "12:00", {2}, id="the hour in which it was taken away"),
        pytest.param(GONE, "13:00", {2}, id="it goes on reporting, inside no more"),
        pytest.param(BACK, "14:00", {2}, id="before it came back"),
        pytest.param(BACK, "15:00", set(), id="back, as a door"),
        pytest.param(LAST, "12:00", {2}, id="the hour in which the last door goes"),
        pytest.param(LAST, "13:00", {1}, id="only the camera inside is left"),
    ],
)
def test_who_is_left_out_of_an_hour(parts: list[Part], hour: str, out: set[int]) -> None:
    timeline = Timeline(parts, ZONE)
    assert {camera for camera, _ in timeline.left_out(at(hour))} == out


def test_a_counter_is_due_while_it_makes_up_the_count() -> None:
    timeline = Timeline(TURNED, ZONE)
    assert timeline.due((3, AREA)) is None
    assert timeline.due((1, AREA)) == [Period(EVER, STILL)]
    assert timeline.due((2, AREA)) == [Period(EVER, at("12:00"))]


def test_how_long_a_camera_counted() -> None:
    timeline = Timeline(TURNED, ZONE)
    day = Period(at("00:00"), utc("2026-06-10T18:30"))
    assert timeline.counting_minutes((1, AREA), day) == 24 * 60
    assert timeline.counting_minutes((2, AREA), day) == 12 * 60


def test_who_is_left_out_for_how_long() -> None:
    day = Period(at("00:00"), at("18:00"))
    found = list(Timeline([*TURNED, part(3, "inside", until="09:20")], ZONE).left_out_within(day))
    assert found == [((2, AREA), Period(at("12:00"), at("18:00"))), ((3, AREA), day)]
