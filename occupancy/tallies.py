"""What one camera's lines and zones have counted since it was last written down, pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median_low

from occupancy.counting import NOBODY, Crossings, Line, Memory, Track, people_inside, step
from occupancy.counts import Reading
from occupancy.geometry import Point, Side, distance_to_left, scaled

MARGIN = 0.01
"""Of the picture's height: how far from a line is clearly on one side of it."""
LEAST_MARGIN_PX = 3.0
ARROW = 0.04
LINE_POINTS = 2


@dataclass(frozen=True, slots=True)
class Size:
    width: int
    height: int

    @property
    def margin(self) -> float:
        return max(LEAST_MARGIN_PX, MARGIN * self.height)


@dataclass(frozen=True, slots=True)
class Watch:
    """A line (two points) or a zone to be watched; points are from 0 to 1.

    ``counts_in`` and ``counts_out`` follow from the camera's part in the area.
    """

    id: int
    area_id: int
    name: str
    points: tuple[Point, ...]
    in_side: Side = Side.LEFT
    counts_in: bool = True
    counts_out: bool = True

    @property
    def is_line(self) -> bool:
        return len(self.points) == LINE_POINTS

    def line(self, size: Size) -> Line:
        start, end = scaled(self.points, size.width, size.height)
        return Line(start, end, self.in_side)


@dataclass(frozen=True, slots=True)
class Person:
    """One tracked person: ``middle`` of the box for lines, ``feet`` for zones, which lie on the floor."""

    track: int | None
    middle: Point
    feet: Point


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a frame: when it was captured, and how many tracked people it shows."""

    at: datetime
    people: int


@dataclass
class Tally:
    """Of one area: who crossed, in which look the last of them did, and how many were inside in each."""

    crossings: Crossings = field(default_factory=Crossings)
    crossed_in: Look | None = None
    inside: list[int] = field(default_factory=list)

    def reading(self, camera_id: int, area_id: int, last: Look) -> Reading:
        """Return it as a reading of the crossing's own time, else of the last look's.

        A camera may stall just after a crossing. Zones give an absolute count, the looks' usual one.
        """
        look = self.crossed_in or last
        return Reading(
            camera_id=camera_id,
            area_id=area_id,
            at=look.at,
            count=median_low(self.inside) if self.inside else None,
            entries=self.crossings.entries,
            exits=self.crossings.exits,
            people=look.people,
        )


class Counter:
    """Remembers where tracks were, line by line, and what has been counted, area by area."""

    def __init__(self) -> None:
        self._memories: dict[int, Memory] = {}
        self._tallies: dict[int, Tally] = defaultdict(Tally)
        self._last: Look | None = None

    @property
    def crossed(self) -> bool:
        """True when somebody has crossed a line since the last ``settle``."""
        return any(tally.crossings for tally in self._tallies.values())

    def look(
        self,
        watches: Sequence[Watch],
        people: Iterable[Person],
        size: Size,
        *,
        at: datetime,
        seconds: float,
    ) -> None:
        """Take in one frame, captured ``at``; ``seconds`` are of any steady clock."""
        seen = list(people)
        self._last = Look(at, sum(person.track is not None for person in seen))
        ids = {watch.id for watch in watches}
        self._memories = {key: kept for key, kept in self._memories.items() if key in ids}
        inside: dict[int, int] = defaultdict(int)
        for watch in watches:
            if watch.is_line:
                self._cross(watch, seen, size, seconds)
            else:
                polygon = scaled(watch.points, size.width, size.height)
                feet = [Track(person.track, person.feet) for person in seen]
                inside[watch.area_id] += people_inside(polygon, feet)
        for area_id, number in inside.items():
            self._tallies[area_id].inside.append(number)

    def _cross(self, watch: Watch, seen: Sequence[Person], size: Size, seconds: float) -> None:
        self._memories[watch.id], found = step(
            self._memories.get(watch.id, NOBODY),
            watch.line(size),
            [Track(person.track, person.middle) for person in seen],
            seconds=seconds,
            margin=size.margin,
        )
        counted = Crossings(
            found.entries if watch.counts_in else 0, found.exits if watch.counts_out else 0
        )
        tally = self._tallies[watch.area_id]
        if counted:
            tally.crossings += counted
            tally.crossed_in = self._last

    def readings(self, camera_id: int) -> list[Reading]:
        """Return what was counted, by area; it is kept until ``settle``."""
        if self._last is None:
            return []
        return [
            tally.reading(camera_id, area_id, self._last)
            for area_id, tally in sorted(self._tallies.items())
        ]

    def settle(self) -> None:
        """Forget what was counted: it has been written down."""
        self._tallies.clear()


def arrow(watch: Watch, size: Size) -> tuple[Point, Point]:
    """Return a short line from the middle of the watch's line towards its in side."""
    line = watch.line(size)
    (ax, ay), (bx, by) = line.start, line.end
    middle = ((ax + bx) / 2, (ay + by) / 2)
    length = max(1.0, ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5)
    reach = ARROW * size.height / length
    tip = (middle[0] + (by - ay) * reach, middle[1] - (bx - ax) * reach)
    on_left = distance_to_left(tip, line.start, line.end) > 0
    if on_left is (watch.in_side is Side.LEFT):
        return middle, tip
    return middle, (2 * middle[0] - tip[0], 2 * middle[1] - tip[1])
