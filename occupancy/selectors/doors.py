"""Which cameras make up an area's count: its doors where it has any, else those that look inside.

People inside are in the doors' count already; added up they would be there twice.
"""

from __future__ import annotations

from collections import defaultdict

from occupancy.counts import Pair
from occupancy.models import AreaCamera

INSIDE = AreaCamera.Role.INSIDE


def onlookers(site_id: int) -> frozenset[Pair]:
    """Return the (camera, area) pairs that look inside an area whose doors are counted: one query."""
    roles: dict[int, dict[int, str]] = defaultdict(dict)
    rows = AreaCamera.objects.filter(site_id=site_id)
    for area_id, camera_id, role in rows.values_list("area_id", "camera_id", "role"):
        roles[area_id][camera_id] = role
    return frozenset(
        (camera_id, area_id)
        for area_id, cameras in roles.items()
        if any(role != INSIDE for role in cameras.values())
        for camera_id, role in cameras.items()
        if role == INSIDE
    )
