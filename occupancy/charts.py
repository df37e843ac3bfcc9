"""A chart of hours as SVG text, pure: bars where something was read, nothing where nothing was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

BAR, GAP, HEIGHT, FOOT, HEAD = 24, 4, 120, 18, 16
WIDE_ENOUGH = 3
"""Every third label is written."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour; ``avg`` is None where nothing was read. ``coverage`` shades the bar."""

    label: str
    avg: float | None = None
    most: int = 0
    coverage: float = 0.0


def svg(bars: Sequence[Bar], *, title: str, capacity: int | None = None) -> str:
    """Return an <svg> element: averages as bars, maxima as ticks above them, the capacity as a line."""
    width = len(bars) * (BAR + GAP) + GAP
    top = max([1, capacity or 0, *(bar.most for bar in bars)])
    parts = [_bar(place, bar, top) for place, bar in enumerate(bars)]
    line = "".join(_capacity(capacity, top, width))
    return (
        f'<svg class="occupancy" role="img" viewBox="0 0 {width} {HEAD + HEIGHT + FOOT}"'
        f' width="{width}" height="{HEAD + HEIGHT + FOOT}" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title>{''.join(parts)}{line}</svg>"
    )


def _y(value: float, top: int) -> float:
    return round(HEAD + HEIGHT * (1 - value / top), 1)


def _bar(place: int, bar: Bar, top: int) -> str:
    x = GAP + place * (BAR + GAP)
    return "".join([*_value(x, bar, top), *_label(x, place, bar)])


def _value(x: int, bar: Bar, top: int) -> Iterator[str]:
    if bar.avg is None:
        yield _gap(x, bar)
        return
    y = _y(bar.avg, top)
    shade = round(0.35 + 0.65 * bar.coverage, 2)
    text = escape(
        f"{bar.label}: {bar.avg:.1f} on average, {bar.most} at most, {bar.coverage:.0%} seen"
    )
    yield (
        f'<rect x="{x}" y="{y}" width="{BAR}" height="{round(HEAD + HEIGHT - y, 1)}"'
        f' fill="#417690" fill-opacity="{shade}"><title>{text}</title></rect>'
    )
    yield f'<rect x="{x}" y="{_y(bar.most, top) - 1}" width="{BAR}" height="2" fill="#ba2121"/>'


def _gap(x: int, bar: Bar) -> str:
    return (
        f'<rect class="gap" x="{x}" y="{HEAD}" width="{BAR}" height="{HEIGHT}" fill="none"'
        f' stroke="#999" stroke-dasharray="2 4"><title>{escape(bar.label)}: nothing was read'
        "</title></rect>"
    )


def _label(x: int, place: int, bar: Bar) -> Iterator[str]:
    if place % WIDE_ENOUGH == 0:
        middle = x + BAR / 2
        yield (
            f'<text x="{middle}" y="{HEAD + HEIGHT + FOOT - 4}" font-size="11"'
            f' text-anchor="middle" fill="currentColor">{escape(bar.label)}</text>'
        )


def _capacity(capacity: int | None, top: int, width: int) -> Iterator[str]:
    if capacity:
        y = _y(capacity, top)
        yield (
            f'<line x1="0" x2="{width}" y1="{y}" y2="{y}" stroke="#ba2121" stroke-dasharray="6 3"/>'
            f'<text x="{GAP}" y="{y - 3}" font-size="11" fill="#ba2121">full: {capacity}</text>'
        )
