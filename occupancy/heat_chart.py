"""A heat map of a usual week as SVG text, pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from occupancy.heat import HOURS, WEEKDAYS, Cell

LEFT, TOP, WIDE, HIGH, GAP = 48, 20, 36, 26, 2
EVERY = 3
PALEST = 0.08
LOUD = 0.55
"""From this share of the greatest on, a number is written in the light colour."""


def heat_svg(week: Sequence[Sequence[Cell | None]], *, title: str) -> str:
    """Return an <svg> element: the darker, the more people; dashed where nothing was ever read."""
    width, height = LEFT + HOURS * WIDE, TOP + len(WEEKDAYS) * HIGH
    top = max((cell.avg for cells in week for cell in cells if cell), default=0.0) or 1.0
    parts = [
        *_hours(),
        *(piece for day, cells in enumerate(week) for piece in _day(day, cells, top)),
    ]
    return (
        f'<svg class="chart heat" role="img" viewBox="0 0 {width} {height}"'
        f' style="max-width:{width}px" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _hours() -> Iterator[str]:
    for hour in range(0, HOURS, EVERY):
        yield f'<text class="axis" x="{LEFT + hour * WIDE + 2}" y="{TOP - 6}">{hour:02}:00</text>'


def _day(day: int, cells: Sequence[Cell | None], top: float) -> Iterator[str]:
    y = TOP + day * HIGH
    name = WEEKDAYS[day]
    yield f'<text class="axis" x="0" y="{y + HIGH / 2 + 4}">{name[:3]}</text>'
    for hour, cell in enumerate(cells):
        yield _cell(LEFT + hour * WIDE, y, f"{name} {hour:02}:00", cell, top)


def _cell(x: int, y: int, name: str, cell: Cell | None, top: float) -> str:
    box = f'x="{x}" y="{y}" width="{WIDE - GAP}" height="{HIGH - GAP}"'
    if cell is None:
        return f'<rect class="gap" {box}><title>{name}: never read</title></rect>'
    share = cell.avg / top
    says = f"{name}: {cell.avg:.1f} on average over {cell.hours} hours, {cell.most} at most"
    tone = " loud" if share >= LOUD else ""
    return (
        f'<g><rect class="avg" {box} fill-opacity="{PALEST + (1 - PALEST) * share:.2f}"/>'
        f'<text class="cell{tone}" x="{x + (WIDE - GAP) / 2}" y="{y + HIGH / 2 + 3}"'
        f' text-anchor="middle">{cell.avg:.0f}</text><title>{says}</title></g>'
    )
