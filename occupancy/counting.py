"""Who crosses a line and who is in a zone, pure: from tracked boxes of one frame after another.

A track has crossed when it was clearly on one side and then clearly on the other, and its way met the
line between its ends. ``margin`` is what clearly means: within it of the line a track keeps its old
side, so that jitter on the line is one crossing or none. A detector's boxes jump by more than people
do, so each position is eased by the one before it. Tracks without a number are not confirmed yet and do
not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from occupancy.geometry import Point, Side, crosses, distance_to_left, inside

FORGET_AFTER_S = 10.0
"""A tracker gives a new number to what was lost for longer."""
EASE = 2 / 3
"""What a new position weighs against the last one: at 10 frames/s it trails a walker by 5 cm."""


@dataclass(frozen=True, slots=True)
class Line:
    """A directed line in pixels; crossing it towards ``in_side`` is an entry."""

    start: Point
    end: Point
    in_side: Side


@dataclass(frozen=True, slots=True)
class Track:
    """Where something with a track number is, in pixels."""

    number: int | None
    at: Point


@dataclass(frozen=True, slots=True)
class Seen:
    """The side where a track was last clearly seen, where that was, and when it was last seen at all.

    ``eased`` is where it was then, whether clearly on a side or not.
    """

    side: Side | None
    at: Point
    seconds: float
    eased: Point


@dataclass(frozen=True, slots=True)
class Crossings:
    entries: int = 0
    exits: int = 0

    def __add__(self, other: Crossings) -> Crossings:
        return Crossings(self.entries + other.entries, self.exits + other.exits)

    def __bool__(self) -> bool:
        return bool(self.entries or self.exits)


Memory: TypeAlias = Mapping[int, Seen]
NOBODY: Memory = {}


def clear_side(line: Line, point: Point, margin: float) -> Side | None:
    """Return the side of ``point``; None within ``margin`` pixels of the line."""
    distance = distance_to_left(point, line.start, line.end)
    if abs(distance) <= margin:
        return None
    return Side.LEFT if distance > 0 else Side.RIGHT


def step(
    memory: Memory, line: Line, tracks: Iterable[Track], *, seconds: float, margin: float
) -> tuple[Memory, Crossings]:
    """Return what is remembered after one frame at ``seconds`` (any steady clock), and who crossed."""
    kept = {n: seen for n, seen in memory.items() if seconds - seen.seconds <= FORGET_AFTER_S}
    found = Crossings()
    for track in tracks:
        if track.number is None:
            continue
        before = kept.get(track.number)
        kept[track.number] = now = _seen(before, line, track, seconds, margin)
        found += _crossed(before, now, line)
    return kept, found


def _seen(before: Seen | None, line: Line, track: Track, seconds: float, margin: float) -> Seen:
    place = _eased(before, track.at)
    side = clear_side(line, place, margin)
    if side is None and before is not None:
        return Seen(before.side, before.at, seconds, place)
    return Seen(side, place, seconds, place)


def _eased(before: Seen | None, point: Point) -> Point:
    if before is None:
        return point
    (x, y), (old_x, old_y) = point, before.eased
    return old_x + EASE * (x - old_x), old_y + EASE * (y - old_y)


def _crossed(before: Seen | None, now: Seen, line: Line) -> Crossings:
    if before is None or before.side is None or now.side in (None, before.side):
        return Crossings()
    if not crosses((before.at, now.at), line.start, line.end):
        return Crossings()
    return Crossings(entries=1) if now.side is line.in_side else Crossings(exits=1)


def people_inside(polygon: Sequence[Point], tracks: Iterable[Track]) -> int:
    """Return how many confirmed tracks are in the polygon."""
    return len({t.number for t in tracks if t.number is not None and inside(t.at, polygon)})
