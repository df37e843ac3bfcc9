"""Two bars for each hour or day, as the numbers that an SVG needs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, FOOT, HEAD = 960.0, 220.0, 22.0, 16.0
SHARE = 0.36
"""Of a column's width, for each of its two bars."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle in the chart's units."""

    x: float
    y: float
    width: float
    height: float
    value: int


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    middle: float
    entries: Bar
    exits: Bar


def chart_of(columns: Sequence[tuple[str, int, int]], highest: int) -> list[Column]:
    """Return the columns from left to right; ``highest`` fills the height."""
    step = WIDTH / max(len(columns), 1)
    return [
        Column(
            label,
            round((place + 0.5) * step, 1),
            _bar(place * step + step * 0.12, step * SHARE, entries, highest),
            _bar(place * step + step * 0.52, step * SHARE, exits, highest),
        )
        for place, (label, entries, exits) in enumerate(columns)
    ]


def _bar(x: float, width: float, value: int, highest: int) -> Bar:
    height = (HEIGHT - FOOT - HEAD) * value / highest
    return Bar(
        round(x, 1), round(HEIGHT - FOOT - height, 1), round(width, 1), round(height, 1), value
    )
