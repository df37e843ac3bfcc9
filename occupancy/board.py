"""Which spans an area's chart can show, pure."""

from __future__ import annotations

from dataclasses import dataclass

from occupancy.ranges import Grain


@dataclass(frozen=True, slots=True)
class Span:
    """``days`` back from now, in bars of ``grain``."""

    key: str
    title: str
    days: int
    grain: Grain


SPANS = (
    Span("day", "24 hours", 1, Grain.HOUR),
    Span("week", "7 days", 7, Grain.HOUR),
    Span("month", "31 days", 31, Grain.DAY),
    Span("year", "12 months", 365, Grain.MONTH),
)


def span_named(key: str | None) -> Span:
    """Return the span; the last day's for a name that is none."""
    return next((span for span in SPANS if span.key == key), SPANS[0])
