"""What a counter stood at, from resets and logs alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from occupancy.counts import Pair, Standing
from occupancy.models import CountReset, LiveCount, OccupancyLog
from occupancy.statements.rowsets import fetch

LIVE = LiveCount._meta.db_table


def pairs_of(site_id: int) -> list[Pair]:
    """Return every camera and area that has ever counted at the site."""
    # By hand: asked each hour, and composed anew by the ORM it took longer than it takes to answer.
    return fetch(
        f"SELECT camera_id, area_id FROM {LIVE} WHERE site_id = %(site)s ORDER BY camera_id, area_id",  # noqa: S608
        {"site": site_id},
    )


def standing_at(site_id: int, pair: Pair, until: datetime | None = None) -> Standing:
    """Return the counter's standing, or what it was just before ``until``: four queries."""
    mine = {"site_id": site_id, "camera_id": pair[0], "area_id": pair[1]}
    resets = CountReset.objects.filter(**mine)
    logs = OccupancyLog.objects.filter(**mine)
    if until is not None:
        resets, logs = resets.filter(at__lt=until), logs.filter(timestamp__lt=until)
    base_at, base = _base(resets, logs)
    since = logs.filter(absolute=False)
    if base_at is not None:
        since = since.filter(timestamp__gte=base_at)
    moved = since.aggregate(net=Coalesce(Sum(F("entries") - F("exits")), 0))["net"]
    newest = logs.order_by("-timestamp").values_list("timestamp", "people_detected").first()
    counted_at, people = newest or (None, None)
    return Standing(base + moved, base_at, counted_at, people)


def counted_before(site_id: int, pair: Pair, until: datetime) -> tuple[datetime, int] | None:
    """Return time and count of the counter's last reading before ``until``; None if there is none."""
    mine = {"site_id": site_id, "camera_id": pair[0], "area_id": pair[1]}
    earlier = OccupancyLog.objects.filter(**mine, timestamp__lt=until).order_by("-timestamp")
    found: tuple[datetime, int] | None = earlier.values_list("timestamp", "current_count").first()
    return found


def _base(resets: Any, logs: Any) -> tuple[datetime | None, int]:
    reset = resets.order_by("-at").values_list("at", "after").first()
    absolute = logs.filter(absolute=True)
    if reset:
        absolute = absolute.filter(timestamp__gte=reset[0])
    said = absolute.order_by("-timestamp").values_list("timestamp", "current_count").first()
    return said or reset or (None, 0)
