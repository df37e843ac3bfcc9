"""What system info says of occupancy: areas, the people in them, and hours not yet summed up."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from factory.core import clock
from factory.core.scoping import Access
from occupancy.counts import shown
from occupancy.models import Area, AreaCamera, DirtyHour, LiveCount
from occupancy.selectors.doors import onlookers_among

VIEW = "occupancy.view_area"


def figures(access: Access) -> dict[str, Any]:
    """settings.SYSTEM_INFO: the caller's areas, who is in them now, and hours to sum up. Four queries.

    Somebody in an area within another one is counted in the outer one.
    """
    mine = Area.objects.for_access(access, VIEW).order_by()
    areas = dict(mine.values_list("pk", "within"))
    outer = frozenset(area for area, within in areas.items() if within is None)
    return {
        "areas": len(areas),
        "people_in": _people_in(access, outer),
        "hours_waiting": _hours_waiting(access),
    }


def _people_in(access: Access, areas: frozenset[int]) -> int:
    left_out = onlookers_among(AreaCamera.objects.for_access(access, VIEW))
    counts: dict[int, list[int]] = defaultdict(list)
    rows = LiveCount.objects.for_access(access, VIEW).order_by()
    for camera_id, area_id, count in rows.values_list("camera_id", "area_id", "count"):
        if area_id in areas and (camera_id, area_id) not in left_out:
            counts[area_id].append(count)
    return sum(shown(of_area) for of_area in counts.values())


def _hours_waiting(access: Access) -> int:
    """Return how many counters' closed hours have readings that their sums have not seen."""
    closed = DirtyHour.objects.for_access(access, VIEW).filter(hour_end__lte=clock.now())
    return int(closed.order_by().values("area_id", "camera_id", "hour_start").distinct().count())
