"""What an area shows goes on from where it was when its cameras' parts change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from factory.alerts.events import publish
from factory.core import clock
from occupancy.counts import Pair
from occupancy.models import Area, AreaCamera, LiveCount
from occupancy.selectors.doors import onlookers
from occupancy.selectors.standing import standing_at
from occupancy.services.capacity import watch_capacity
from occupancy.services.drift import reset_counter
from occupancy.services.logs import VIEW


@contextmanager
def count_kept(part: AreaCamera, caller: Any) -> Iterator[datetime]:
    """Let the area show after a change to ``part`` what it showed before; yields the moment."""
    area, now = locked_area(part.area_id), clock.now()
    # Nobody is counted meanwhile.
    before, kept = _counts(area, lock=True), onlookers(area.site_id)
    yield now
    after, out = _counts(area), onlookers(area.site_id)
    if not after:
        return
    doors = _open_pairs(area, doors=True)
    # Those left out would come back, long out of date, with the next door.
    handing_over = after.keys() & (out - kept - _open_pairs(area))
    if doors:
        # Whoever is in leaves by a door that counts; and figures are of doors that tell something.
        handing_over |= {pair for pair in _ended(area) if after.get(pair)}
    for pair in handing_over:
        set_count(area, pair, 0, now, caller)
    missing = _total(before, kept) - _total(after, out | handing_over)
    if missing and doors:
        taker = pair_of(part) if pair_of(part) in doors else min(doors)
        stands = standing_at(area.site_id, taker, now).count
        set_count(area, taker, stands + missing, now, caller)
    watch_capacity(site=area.site, now=now, area_ids=[area.pk])
    publish(area.site_id, "occupancy", VIEW, [area.pk])


def locked_area(area_id: int) -> Area:
    """One change of an area's parts at a time; readings go on."""
    area: Area = Area.everything.select_for_update(no_key=True).get(pk=area_id)
    return area


def _counts(area: Area, *, lock: bool = False) -> dict[Pair, int]:
    known = LiveCount.objects.filter(site=area.site_id, area_id=area.pk)
    if lock:
        known = known.order_by("camera_id").select_for_update()
    return {(row.camera_id, row.area_id): row.count for row in known}


def _total(counts: Mapping[Pair, int], out: Collection[Pair]) -> int:
    return sum(count for pair, count in counts.items() if pair not in out)


def _open_pairs(area: Area, *, doors: bool = False) -> set[Pair]:
    parts = AreaCamera.objects.open().filter(area=area)
    if doors:
        parts = parts.exclude(role=AreaCamera.Role.INSIDE)
    return set(parts.values_list("camera_id", "area_id"))


def _ended(area: Area) -> set[Pair]:
    """Return who had a part and has none any more; who never had one counts by itself."""
    parts = AreaCamera.objects.filter(area=area).order_by()
    return set(parts.values_list("camera_id", "area_id")) - _open_pairs(area)


def set_count(area: Area, pair: Pair, count: int, now: datetime, caller: Any) -> None:
    """Say, as a reset, how many a counter holds from ``now`` on."""
    who_id = caller.pk if caller else None
    reset_counter(site=area.site, pair=pair, count=count, at=now, who_id=who_id)


def pair_of(part: AreaCamera) -> Pair:
    return part.camera_id, part.area_id
