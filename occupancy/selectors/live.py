"""How many people are where now: four queries whatever the number of areas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from factory.sites.models import Site
from occupancy.areas import Level, closed, level, percent
from occupancy.counts import Pair, shown
from occupancy.models import Area, AreaLevel, LiveCount
from occupancy.selectors.doors import onlookers


@dataclass(frozen=True, slots=True)
class _Now:
    """What the site's areas are shown with: their counters, who looks on, and the levels held."""

    site: Site
    at: datetime
    rows: Mapping[int, Sequence[LiveCount]]
    left_out: frozenset[Pair]
    levels: Mapping[int, AreaLevel]


def live_areas(site: Site, now: datetime) -> list[dict[str, Any]]:
    """Return each area's count, level and cameras, as the API shows them."""
    return _shown(site, Area.objects.filter(site=site), now)


def people_in(areas: Iterable[Mapping[str, Any]]) -> int | None:
    """Return how many are at the site, of ``live_areas``; None where nothing was ever counted.

    Who is in an area within another one is in the outer one's count.
    """
    outer = [area["count"] for area in areas if area["within"] is None]
    counted = [count for count in outer if count is not None]
    return sum(counted) if counted else None


def live_of(area: Area, now: datetime) -> dict[str, Any]:
    """Return one area's, in the same shape."""
    return _shown(area.site, [area], now)[0]


def _shown(site: Site, areas: Iterable[Area], now: datetime) -> list[dict[str, Any]]:
    rows: dict[int, list[LiveCount]] = defaultdict(list)
    for row in LiveCount.objects.filter(site=site):
        rows[row.area_id].append(row)
    levels = {row.area_id: row for row in AreaLevel.objects.filter(site=site)}
    known = _Now(site, now, rows, onlookers(site.pk), levels)
    return [_live(area, known) for area in areas]


def _live(area: Area, known: _Now) -> dict[str, Any]:
    rows, zone = known.rows.get(area.pk, ()), known.site.zone
    mine = [one for one in rows if (one.camera_id, one.area_id) not in known.left_out]
    counts = [one.count for one in mine]
    count = shown(counts)
    # A reset alone, of counters that never told anything, says nothing.
    has_told = any(row.counted_at or row.count for row in rows)
    held = known.levels.get(area.pk)
    local = known.at.astimezone(zone).time()
    # Of those that make up the count: one that only looks on does not make it fresh.
    newest = max((row.counted_at for row in mine if row.counted_at), default=None)
    return {
        "id": area.pk,
        "name": area.name,
        "within": area.within_id,
        "count": count if has_told else None,
        "imbalance": min(0, sum(counts)),
        "capacity": area.capacity,
        "percent": percent(count, area.capacity) if has_told else None,
        "level": _level(area, count, held).value,
        "level_since": _iso(held.since, known.site) if held else None,
        "closed": closed(local, area.closed_from, area.closed_until),
        "counted_at": _iso(newest and min(newest, known.at), known.site),
        "clock_ahead_seconds": max((row.ahead_seconds for row in rows), default=0),
        "cameras": [
            {
                "camera": row.camera_id,
                "count": row.count,
                "counted_at": _iso(row.counted_at and min(row.counted_at, known.at), known.site),
                "people_detected": row.people_detected,
                "clock_ahead_seconds": row.ahead_seconds,
            }
            for row in rows
        ],
    }


def _level(area: Area, count: int, held: AreaLevel | None) -> Level:
    """Return the level held, which has hysteresis; before the first look, what the count says."""
    if area.capacity and held is not None:
        return Level(held.level)
    return level(count, area.capacity, area.warn_percent)


def _iso(moment: datetime | None, site: Site) -> str | None:
    return moment.astimezone(site.zone).isoformat() if moment else None
