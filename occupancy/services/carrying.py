"""What an area shows goes on from where it was when its cameras' parts change."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from factory.alerts.events import publish
from factory.core import clock
from factory.core.errors import Conflict
from occupancy.models import Area, AreaCamera
from occupancy.services.capacity import watch_capacity
from occupancy.services.handing import counters_of, hand_over
from occupancy.services.live import locked, rebuild_live
from occupancy.services.logs import VIEW
from occupancy.statements.standing import stood_at


@contextmanager
def count_kept(part: AreaCamera, caller: Any) -> Iterator[datetime]:
    """Let the area show after a change to ``part`` what it showed before; yields the moment."""
    area, now = locked_area(part.area_id), clock.now()
    # Nobody is counted meanwhile.
    locked(area.site_id, counters_of(area.site_id, [area.pk]))
    yield now
    who_id = caller.pk if caller else None
    pairs = counters_of(area.site_id, [area.pk])
    stood = stood_at(site_id=area.site_id, pairs=pairs, until=now)
    counts = {pair: one.count for pair, one in stood.items()}
    new = hand_over(site=area.site, area_id=area.pk, at=now, stood=counts, who_id=who_id)
    if new:
        rebuild_live(site_id=area.site_id, pairs=new)
    watch_capacity(site=area.site, now=now, area_ids=[area.pk])
    publish(area.site_id, "occupancy", VIEW, [area.pk])


def locked_area(area_id: int) -> Area:
    """One change of an area's parts at a time; readings go on. Raises Conflict for one that is gone."""
    area: Area | None = _locking({area_id}).first()
    if area is None:
        raise Conflict("This area was removed meanwhile.")
    return area


def lock_areas(area_ids: Collection[int]) -> None:
    """Lock several areas' parts, always in one order, and then the counters of all of them at once.

    One area's counters after another's would be locked crosswise with those of a batch of readings.
    """
    for site_id in sorted({area.site_id for area in _locking(area_ids)}):
        locked(site_id, counters_of(site_id, area_ids))


def _locking(area_ids: Collection[int]) -> Any:
    rows = Area.everything.filter(pk__in=area_ids).order_by("pk")
    return rows.select_for_update(no_key=True)
