"""A count that a person corrects: the later word on a moment is the one that holds, both are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import F, Sum

from occupancy.counts import Pair
from occupancy.models import CountReset, OccupancyLog

NEXT = timedelta(microseconds=1)
SAME = timedelta(milliseconds=1)
"""What was said within it of a moment was said of that moment, or corrects that."""


def corrected(
    site_id: int, after: Mapping[Pair, int], at: datetime
) -> tuple[datetime, Mapping[Pair, int]] | None:
    """Return when to write that the counters held ``after`` at ``at``, and what; None if that was said.

    Resets are never changed, and there is one for each moment: a correction stands a microsecond later,
    and holds those too whom readings of the moment itself saw come and leave. The counters are locked
    by the caller.
    """
    said = _said(site_id, after, at)
    if not said:
        return at, after
    newest = max(row.at for row in said.values())
    moved = _moved(site_id, after, at, newest)
    if all(pair in said and said[pair].after == after[pair] + moved.get(pair, 0) for pair in after):
        return None
    moved = _moved(site_id, after, at, newest + NEXT)
    return newest + NEXT, {pair: count + moved.get(pair, 0) for pair, count in after.items()}


def _said(site_id: int, pairs: Iterable[Pair], at: datetime) -> dict[Pair, CountReset]:
    """Return each counter's last word on the moment."""
    rows = CountReset.objects.filter(site=site_id, at__gte=at, at__lt=at + SAME).order_by("at")
    mine = set(pairs)
    found = {(row.camera_id, row.area_id): row for row in rows}
    return {pair: row for pair, row in found.items() if pair in mine}


def _moved(
    site_id: int, pairs: Iterable[Pair], first: datetime, until: datetime
) -> dict[Pair, int]:
    """Return by how much readings in [first, until) changed each counter."""
    logs = OccupancyLog.objects.filter(
        site=site_id,
        camera_id__in={camera for camera, _ in pairs},
        timestamp__gte=first,
        timestamp__lt=until,
        absolute=False,
    )
    net = (
        logs.order_by()
        .values_list("camera_id", "area_id")
        .annotate(net=Sum(F("entries") - F("exits")))
    )
    return {(camera, area): moved for camera, area, moved in net}
