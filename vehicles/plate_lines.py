"""Which lines of text in a picture of a vehicle are its plate, on one line or on two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from vehicles.plate_pieces import WHOLE_FROM
from vehicles.plate_text import MAX_PLATE_LENGTH, clean
from vehicles.plates import PlateReading, PlateRules, read_plate

SHORTEST = 4
"""Characters; what is shorter is a badge, a sticker or a wheel."""

LEAST_BESIDE = 2
"""Characters of a line that counts beside a short one; a single one is a screw or a scratch."""

LARGEST_GAP = 1.0
"""Between the two lines of a plate, in heights of the upper one."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """Text as an engine read it, how sure it was (0 to 1), and its box in pixels.

    ``figures``: how sure it was of each letter and digit; empty where the engine does not say.
    """

    text: str
    confidence: float
    xyxy: Box
    figures: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class PlateLine:
    """The text most likely to be the plate. Its confidence is that of its worse line.

    ``half``: more text hangs over or under it, which together with it is no plate.
    """

    reading: PlateReading
    confidence: float
    xyxy: Box
    figures: tuple[float, ...] = ()
    half: bool = False

    @property
    def lowest(self) -> float:
        """The figure that counts: a mean hides the one bad character."""
        return min((self.confidence, *self.figures))


def find_plate(lines: Sequence[Line], rules: PlateRules) -> PlateLine | None:
    """Return the plate among the lines; legal ones first, then the longest, then the surest.

    A legal text may be the upper half of a longer one (``KA51`` over ``AD6384``), hence the longest.
    """
    alone = [replace(_plate(line, rules), half=_is_half(line, lines)) for line in lines]
    found = [*alone, *(_plate(line, rules) for line in _pairs(lines))]
    fitting = [one for one in found if _may_be_plate(one.reading)]
    return max(fitting, key=_rank, default=None)


def _is_half(line: Line, lines: Iterable[Line]) -> bool:
    """A text that is as short as one line of a plate is half of one beside any other text.

    A longer one (MH12A1234 of a trade plate) only beside a line that is like it in height.
    """
    text = clean(line.text)
    others = [one for one in lines if one is not line and _over_or_under(line.xyxy, one.xyxy)]
    if len(text) < WHOLE_FROM:
        return any(len(clean(one.text)) >= LEAST_BESIDE for one in others)
    return any(_like_a_line_of(line, one) for one in others)


def _like_a_line_of(line: Line, other: Line) -> bool:
    text, height = clean(other.text), line.xyxy[3] - line.xyxy[1]
    alike = height / 2 <= other.xyxy[3] - other.xyxy[1] <= height * 2
    return alike and len(text) >= SHORTEST and any(map(str.isdigit, text))


def _plate(line: Line, rules: PlateRules) -> PlateLine:
    reading = read_plate(line.text, rules)
    # What cleaning takes away is a badge in front; its figures say nothing of the plate.
    behind = line.figures[-len(reading.text) :] if reading.text else ()
    figures = behind if len(behind) == len(reading.text) else line.figures
    return PlateLine(reading, line.confidence, line.xyxy, figures)


def _may_be_plate(reading: PlateReading) -> bool:
    text = reading.text
    return SHORTEST <= len(text) <= MAX_PLATE_LENGTH and any(map(str.isdigit, text))


def _rank(one: PlateLine) -> tuple[bool, bool, int, float]:
    legal, mendable = one.reading.plate is not None, bool(one.reading.corrections)
    return legal, mendable, len(one.reading.text), one.confidence


def _pairs(lines: Iterable[Line]) -> Iterator[Line]:
    ordered = sorted(lines, key=lambda line: line.xyxy[1])
    for upper, lower in combinations(ordered, 2):
        if _stacked(upper.xyxy, lower.xyxy):
            yield _joined(upper, lower)


def _over_or_under(one: Box, other: Box) -> bool:
    return _stacked(one, other) if one[1] <= other[1] else _stacked(other, one)


def _stacked(upper: Box, lower: Box) -> bool:
    height = upper[3] - upper[1]
    gap = lower[1] - upper[3]
    overlap = min(upper[2], lower[2]) - max(upper[0], lower[0])
    return -height / 2 < gap < LARGEST_GAP * height and overlap > 0


def _joined(upper: Line, lower: Line) -> Line:
    one, two = upper.xyxy, lower.xyxy
    box = (min(one[0], two[0]), one[1], max(one[2], two[2]), two[3])
    figures = upper.figures + lower.figures if upper.figures and lower.figures else ()
    return Line(upper.text + lower.text, min(upper.confidence, lower.confidence), box, figures)
