"""Which cameras make up an area's count: its doors where it has any, else those that look inside.

People inside are in the doors' count already; added up they would be there twice.
"""

from __future__ import annotations

from collections import defaultdict

from django.db.models import QuerySet

from occupancy.counts import Pair
from occupancy.models import AreaCamera

INSIDE = AreaCamera.Role.INSIDE


def onlookers(site_id: int) -> frozenset[Pair]:
    """Return the (camera, area) pairs that look inside an area whose doors are counted: one query."""
    return onlookers_among(AreaCamera.objects.filter(site_id=site_id))


def onlookers_among(parts: QuerySet[AreaCamera]) -> frozenset[Pair]:
    """As ``onlookers``, of the parts given, which must be all of their areas': one query."""
    roles: dict[int, dict[int, str]] = defaultdict(dict)
    rows = parts.order_by().values_list("area_id", "camera_id", "role")
    for area_id, camera_id, role in rows:
        roles[area_id][camera_id] = role
    return frozenset(
        (camera_id, area_id)
        for area_id, cameras in roles.items()
        if any(role != INSIDE for role in cameras.values())
        for camera_id, role in cameras.items()
        if role == INSIDE
    )
