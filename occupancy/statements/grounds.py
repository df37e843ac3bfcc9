"""What sums rest on beside readings, in one look: an hour is summed up in few milliseconds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from factory.core.statements import fetched
from occupancy.counts import Pair
from occupancy.models import CounterPace, LiveCount, OccupancyDaySummary, RetiredLogs
from occupancy.paces import Pace, Paces, paces
from occupancy.statements.rowsets import bound, moment

A_DAY = timedelta(days=1)
LOOK = (
    f"SELECT 1 AS kind, camera_id, area_id, since, minutes, learnt FROM {CounterPace._meta.db_table}"  # noqa: S608
    " WHERE site_id = %s"
    f" UNION ALL SELECT 2, 0, 0, until, 0, false FROM {RetiredLogs._meta.db_table}"
    " WHERE site_id = %s"
    " UNION ALL SELECT 3, 0, 0, NULL, 0, false WHERE EXISTS"
    f" (SELECT 1 FROM {OccupancyDaySummary._meta.db_table} WHERE site_id = %s"
    " AND business_date >= %s AND business_date <= %s AND time_zone <> %s)"
    f" UNION ALL SELECT 4, camera_id, area_id, NULL, 0, false FROM {LiveCount._meta.db_table}"
    " WHERE site_id = %s"
)
PACE, RETIRED, TURNED, COUNTER = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Grounds:
    """All counters and their paces, until when readings were retired, and whether other zones' hours
    are near.
    """

    counters: Sequence[Pair]
    paces: Paces
    edge: datetime | None
    is_turned: bool


def grounds(*, site_id: int, zone_name: str, days: Collection[date]) -> Grounds:
    """Return what the sums of the days (at least one) rest on: one query.

    It is turned where a day of these or next to them says that it holds hours of another zone.
    """
    near = (bound(min(days) - A_DAY), bound(max(days) + A_DAY))
    # Prepared: to plan it takes longer than to run it.
    rows = fetched(LOOK, [site_id, site_id, site_id, *near, zone_name, site_id])
    edges = [moment(at) for kind, _, _, at, _, _ in rows if kind == RETIRED]
    return Grounds(
        counters=sorted((camera, area) for kind, camera, area, *_ in rows if kind == COUNTER),
        paces=paces(
            Pace((camera, area), moment(since), minutes, bool(is_learnt))
            for kind, camera, area, since, minutes, is_learnt in rows
            if kind == PACE
        ),
        edge=max(edges, default=None),
        is_turned=any(kind == TURNED for kind, *_ in rows),
    )
