"""A chart of spans of time as SVG text, pure: bars where something was read, a gap where nothing was.

Colours are the stylesheet's (``occupancy/figures.css``), for light and dark pages alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

HEAD, FOOT, LEFT = 14, 22, 40
BROADEST = 48
LABEL = 72
"""Units of width that a label needs."""
STEPS = (1, 2, 3, 4, 5, 6, 8)
PARTS = 4


@dataclass(frozen=True, slots=True)
class Canvas:
    """How large a chart is drawn at most, in units of the picture."""

    width: int
    height: int


PAGE, TILE = Canvas(960, 190), Canvas(400, 110)


@dataclass(frozen=True, slots=True)
class Bar:
    """One span; ``avg`` is None where nothing was read. ``coverage`` shades it, ``closed`` its ground.

    ``label`` is written below it as far as there is room; ``long_label`` names it in full.
    """

    label: str
    avg: float | None = None
    most: int = 0
    coverage: float = 0.0
    closed: bool = False
    long_label: str = ""

    @property
    def says(self) -> str:
        name = self.long_label or self.label
        if self.avg is None:
            return f"{name}: nothing was read"
        return f"{name}: {self.avg:.1f} on average, {self.most} at most, {self.coverage:.0%} seen"


@dataclass(frozen=True, slots=True)
class Frame:
    """Where things lie: ``top`` is the value at the upper edge, ``step`` a bar's pitch in units."""

    top: int
    height: int
    step: float
    bar: float

    def x(self, place: int) -> float:
        return round(LEFT + place * self.step, 1)

    def y(self, value: float) -> float:
        return round(HEAD + self.height * (1 - value / self.top), 1)

    @property
    def foot(self) -> int:
        return HEAD + self.height


def svg(
    bars: Sequence[Bar], *, title: str, capacity: int | None = None, canvas: Canvas = PAGE
) -> str:
    """Return an <svg> element: averages as bars, maxima as ticks above them, the capacity as a line."""
    step = min(BROADEST, (canvas.width - LEFT) / max(1, len(bars)))
    top = _top([capacity or 0, *(bar.most for bar in bars)])
    frame = Frame(top, canvas.height, step, step * 0.82)
    width = round(LEFT + step * len(bars))
    parts = [
        *_grid(frame, width),
        *(piece for place, bar in enumerate(bars) for piece in _bar(frame, place, bar)),
        *_labels(frame, bars, width),
        *_capacity(frame, capacity, width),
    ]
    return (
        f'<svg class="chart" role="img" viewBox="0 0 {width} {frame.foot + FOOT}"'
        f' style="max-width:{width}px" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _top(values: Sequence[int]) -> int:
    """Return a round number not below the greatest, so that the axis reads well."""
    greatest, unit = max(PARTS, *values), 1
    while greatest > PARTS * STEPS[-1] * unit:
        unit *= 10
    return next(PARTS * step * unit for step in STEPS if greatest <= PARTS * step * unit)


def _grid(frame: Frame, width: int) -> Iterator[str]:
    for part in range(PARTS + 1):
        value = frame.top * part // PARTS
        y = frame.y(value)
        yield f'<line class="grid" x1="{LEFT}" x2="{width}" y1="{y}" y2="{y}"/>'
        yield f'<text class="axis" x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{value}</text>'


def _bar(frame: Frame, place: int, bar: Bar) -> Iterator[str]:
    x, width = frame.x(place), round(frame.bar, 1)
    if bar.closed:
        ground = f'x="{x}" y="{HEAD}" width="{round(frame.step, 1)}" height="{frame.height}"'
        yield f'<rect class="closed" {ground}/>'
    if bar.avg is None:
        yield _box("gap", (x, HEAD, width, frame.height), bar)
        return
    y = frame.y(bar.avg)
    shade = round(0.3 + 0.7 * bar.coverage, 2)
    yield _box("avg", (x, y, width, round(frame.foot - y, 1)), bar, f' fill-opacity="{shade}"')
    yield f'<rect class="most" x="{x}" y="{frame.y(bar.most) - 1}" width="{width}" height="2"/>'


def _box(name: str, sides: tuple[float, float, float, float], bar: Bar, more: str = "") -> str:
    x, y, width, height = sides
    return (
        f'<rect class="{name}" x="{x}" y="{y}" width="{width}" height="{height}"{more}>'
        f"<title>{escape(bar.says)}</title></rect>"
    )


def _labels(frame: Frame, bars: Sequence[Bar], width: int) -> Iterator[str]:
    """Write labels as they fit; a bar without one is left out, and the last one ends with the chart."""
    free_from, y = 0.0, frame.foot + FOOT - 6
    for place, bar in enumerate(bars):
        x = round(frame.x(place) + frame.bar / 2, 1)
        if bar.label and x >= free_from:
            free_from = x + LABEL
            at_edge = x + LABEL / 2 > width
            where = f'x="{width if at_edge else x}" y="{y}"'
            anchor = "end" if at_edge else "middle"
            yield f'<text class="axis" {where} text-anchor="{anchor}">{escape(bar.label)}</text>'


def _capacity(frame: Frame, capacity: int | None, width: int) -> Iterator[str]:
    if capacity:
        y = frame.y(capacity)
        yield f'<line class="full" x1="{LEFT}" x2="{width}" y1="{y}" y2="{y}"/>'
        yield f'<text class="full" x="{width - 4}" y="{y - 4}" text-anchor="end">full: {capacity}</text>'
