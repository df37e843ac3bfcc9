"""Sums of cameras as parts of their areas' counts, each judged by the parts of its own hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from factory.core.periods import Period
from factory.sites.models import Site
from occupancy.aggregation import Figures
from occupancy.counts import Pair
from occupancy.models import OccupancyDailyAggregate, OccupancyDaySummary, OccupancyMonthlyAggregate
from occupancy.models.aggregates import Aggregate
from occupancy.ranges import Grain, span_at
from occupancy.selectors.handovers import Handovers, Key, handovers_of, within_hours
from occupancy.selectors.mended import figures_of, is_torn, mended
from occupancy.timelines import Timeline

# Of a grain: its table, the date column that is filtered, and the column that says when.
TABLES: dict[Grain, tuple[type[Aggregate], str, str]] = {
    Grain.HOUR: (OccupancyDailyAggregate, "business_date", "hour_start"),
    Grain.DAY: (OccupancyDaySummary, "business_date", "business_date"),
    Grain.MONTH: (OccupancyMonthlyAggregate, "month", "month"),
}
When: TypeAlias = datetime | date


@dataclass(frozen=True, slots=True)
class Counted:
    """What one camera adds to its area's count over an hour, day or month."""

    when: When
    span: Period
    pair: Pair
    figures: Figures
    computed_at: datetime
    minutes_seen: int


def counted(
    site: Site,
    grain: Grain,
    rows: Sequence[Aggregate],
    timeline: Timeline,
    *,
    handovers: Handovers | None = None,
) -> Iterator[Counted]:
    """Yield what the rows of one grain add to areas' counts, in their order.

    A day or month in which a camera counted for a part of the time, or took over from another, is summed
    up from its hours: one query more where there is such a one. So is one for hours within which one
    took over, unless ``handovers`` of the rows' span are given.
    """
    column = TABLES[grain][2]
    spans = [span_at(grain, getattr(row, column), site.zone) for row in rows]
    keys = [((row.camera_id, row.area_id), span) for row, span in zip(rows, spans, strict=True)]
    by_key = dict(zip(keys, rows, strict=True))
    if handovers is None:
        handovers = handovers_of(site.pk, timeline, _around(spans)) if spans else {}
    told = _told(site, grain, by_key, timeline, handovers)
    for row, key in zip(rows, keys, strict=True):
        if figures := told.get(key):
            when = getattr(row, column)
            yield Counted(when, key[1], key[0], figures, row.computed_at, row.minutes_seen)


def _told(
    site: Site,
    grain: Grain,
    by_key: Mapping[Key, Aggregate],
    timeline: Timeline,
    handovers: Handovers,
) -> Mapping[Key, Figures]:
    if grain is Grain.HOUR:
        # An hour by the clock of another zone may lie in two of ours; it is judged by its beginning.
        kept = [key for key in by_key if key[0] not in timeline.left_out(key[1].start)]
        return within_hours(handovers, {key: figures_of(by_key[key]) for key in kept})
    outs = {key: is_torn(timeline, *key) for key in by_key}
    whole = {key: figures_of(row) for key, row in by_key.items() if True not in outs[key]}
    torn = [key for key in by_key if len(outs[key]) > 1]
    return whole | mended(site, timeline, list(by_key), torn, handovers)


def _around(spans: Sequence[Period]) -> Period:
    return Period(min(one.start for one in spans), max(one.end for one in spans))
