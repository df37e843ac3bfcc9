"""Whether a counter that was to be read told nothing in a bar of a chart: one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TypeAlias

from factory.sites.models import Site
from occupancy.ranges import Asked, By, span_at
from occupancy.selectors.counted import When
from occupancy.selectors.watches import watches
from occupancy.timelines import Timeline
from occupancy.watches import Watch, is_blind

Place: TypeAlias = tuple[int | None, int | None]
"""A camera and an area; None: all of them."""


def blind_at(
    site: Site, asked: Asked, timeline: Timeline, *, outer_only: bool
) -> Callable[[When, Place, int], bool]:
    """Return what says whether a place had a counter more than those so many that were read."""
    if asked.by is By.CAMERA:
        return lambda _when, _place, _read: False
    due = watches(
        site,
        timeline,
        area_id=asked.area_id,
        camera_id=asked.camera_id,
        outer_only=outer_only,
    )
    by_area: dict[int | None, list[Watch]] = defaultdict(list)
    for one in due:
        by_area[one.pair[1]].append(one)
    by_area[None] = due

    def blind(when: When, place: Place, read: int) -> bool:
        return is_blind(by_area[place[1]], read, span_at(asked.grain, when, site.zone))

    return blind
