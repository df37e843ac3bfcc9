"""How many people are where now: two queries whatever the number of areas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from factory.sites.models import Site
from occupancy.areas import closed, level, percent
from occupancy.counts import shown
from occupancy.models import Area, LiveCount


def live_areas(site: Site, now: datetime) -> list[dict[str, Any]]:
    """Return each area's count, level and cameras, as the API shows them."""
    by_area: dict[int, list[LiveCount]] = defaultdict(list)
    for row in LiveCount.objects.filter(site=site):
        by_area[row.area_id].append(row)
    areas = Area.objects.filter(site=site)
    return [_live(area, by_area.get(area.pk, []), site, now) for area in areas]


def _live(area: Area, rows: Sequence[LiveCount], site: Site, now: datetime) -> dict[str, Any]:
    count = shown([row.count for row in rows])
    local = now.astimezone(site.zone).time()
    return {
        "id": area.pk,
        "name": area.name,
        "count": count if rows else None,
        "imbalance": min(0, sum(row.count for row in rows)),
        "capacity": area.capacity,
        "percent": percent(count, area.capacity) if rows else None,
        "level": level(count, area.capacity, area.warn_percent).value,
        "closed": closed(local, area.closed_from, area.closed_until),
        "counted_at": _iso(_newest(rows), site),
        "cameras": [
            {
                "camera": row.camera_id,
                "count": row.count,
                "counted_at": _iso(row.counted_at, site),
                "people_detected": row.people_detected,
            }
            for row in rows
        ],
    }


def _newest(rows: Sequence[LiveCount]) -> datetime | None:
    return max((row.counted_at for row in rows if row.counted_at), default=None)


def _iso(moment: datetime | None, site: Site) -> str | None:
    return moment.astimezone(site.zone).isoformat() if moment else None


def live_of(area: Area, now: datetime) -> dict[str, Any]:
    """Return one area's, in the same shape."""
    rows = list(LiveCount.objects.filter(site=area.site_id, area_id=area.pk))
    return _live(area, rows, area.site, now)
