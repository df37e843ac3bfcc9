"""What the pages of one area and of all have in common."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString, mark_safe

from occupancy import charts
from occupancy.clocks import spoken
from occupancy.counts import AHEAD
from occupancy.models import Area

LEVELS = {"ok": "room left", "warn": "filling up", "full": "full", "unlimited": "no limit set"}
BY = Area.ResetBy
WAYS: dict[str, tuple[str, bool]] = {
    BY.CLOCK: ("the clock", True),
    BY.QUIET: ("the quietest minute", True),
    BY.PUNCHES: ("attendance", True),
    BY.HEADCOUNT: ("head counts", False),
    BY.NEVER: ("nothing", False),
}
"""Of each way of setting a count right: its short name, and whether it happens at the reset time."""


def set_right_by(area: Area) -> str:
    """Return what sets an area's count right in a few words; the form has whole sentences."""
    way, has_time = WAYS[area.reset_by]
    return f"{way}, {area.reset_time:%H:%M}" if has_time and area.reset_time else way


def clock_of(live: dict[str, Any]) -> str:
    """Return what is wrong with the worst clock of an area's counters; an empty text if all are right."""
    seconds = live["clock_ahead_seconds"]
    rule = (
        "what it reports is refused" if seconds > AHEAD.total_seconds() else "counted as it comes"
    )
    return f"{spoken(seconds)} ahead: {rule}" if seconds else ""


def drawn(
    area: Area, bars: list[charts.Bar], title: str, canvas: charts.Canvas = charts.PAGE
) -> SafeString:
    name = f"{area.name}: {title}"
    drawn = charts.svg(bars, title=name, capacity=area.capacity, canvas=canvas)
    # Everything that people wrote is escaped there.
    return mark_safe(drawn)  # noqa: S308
