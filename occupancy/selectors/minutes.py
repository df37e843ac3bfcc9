"""An area's readings by the minute: one query, and one for whose turn it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import F, Max, Q, Sum
from django.db.models.functions import Coalesce, TruncMinute

from factory.core.periods import Period
from occupancy.models import Area, OccupancyLog
from occupancy.parts import Turn
from occupancy.quiet import Minute
from occupancy.selectors.doors import timeline_of


def minutes_of(area: Area, period: Period) -> tuple[list[Minute], list[Turn]]:
    """Return what each camera read in each minute in which it made up the count, and whose turn it was.

    Minutes in which nothing was read are absent.
    """
    timeline = timeline_of(area.site)
    turns = timeline.turns(area.pk, period)
    logs = OccupancyLog.objects.filter(
        _in_turn(turns) | _without_part(timeline.begun(area.pk), period),
        site_id=area.site_id,
        area_id=area.pk,
        timestamp__gte=period.start,
        timestamp__lt=period.end,
    )
    absolute = Q(absolute=True)
    rows = (
        logs.order_by()
        .values("camera_id", minute=TruncMinute("timestamp"))
        .annotate(
            net=Coalesce(Sum(F("entries") - F("exits"), filter=~absolute), 0),
            level=Max("current_count", filter=absolute),
        )
    )
    return [
        Minute(row["minute"], row["camera_id"], row["net"], row["level"]) for row in rows
    ], turns


def _in_turn(turns: Sequence[Turn]) -> Q:
    """Return the readings of those whose turn it was."""
    held = (
        Q(
            camera_id__in=[camera for camera, _ in turn.holders],
            timestamp__gte=turn.span.start,
            timestamp__lt=turn.span.end,
        )
        for turn in turns
        if turn.holders
    )
    return reduce(or_, held, Q(pk__in=[]))


def _without_part(begun: Mapping[int, datetime], period: Period) -> Q:
    """Return the readings of counters that never had a part, or had none yet: they count."""
    later = (
        Q(camera_id=camera, timestamp__lt=since)
        for camera, since in begun.items()
        if since > period.start
    )
    return reduce(or_, later, ~Q(camera_id__in=list(begun)))
