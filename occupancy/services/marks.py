"""Marks: hours whose sums do not know their readings yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from factory.sites.models import Site
from occupancy.aggregation import needs_mark
from occupancy.counts import Pair
from occupancy.hours import Hour, hour_of
from occupancy.models import DirtyHour


def mark_hours(*, site: Site, moments: Iterable[tuple[Pair, datetime]], now: datetime) -> None:
    """Mark the hours that the counters' moments are in: their sums are made (again)."""
    zone = site.zone
    wanted: set[tuple[Pair, Hour]] = {(pair, hour_of(at, zone)) for pair, at in moments}
    marks = DirtyHour.objects.filter(
        site=site, hour_end__gt=now, hour_start__in={hour.start for _, hour in wanted}
    )
    marked = set(marks.values_list("camera_id", "area_id", "hour_start"))
    DirtyHour.objects.bulk_create(
        [
            DirtyHour(
                site=site,
                camera_id=pair[0],
                area_id=pair[1],
                hour_start=hour.start,
                hour_end=hour.end,
            )
            for pair, hour in sorted(wanted)
            if needs_mark(hour.end, now=now, marked=(*pair, hour.start) in marked)
        ],
        batch_size=2000,
    )
