"""How an area's count was set right lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from factory.core.periods import Period
from occupancy.models import Area, CountReset
from occupancy.parts import TICK, judged, left_out
from occupancy.selectors.doors import parts_of


@dataclass(frozen=True, slots=True)
class SetRight:
    """An area's count set right at a moment; ``reason`` in words, ``who`` a name or empty."""

    at: datetime
    reason: str
    before: int
    after: int
    who: str


def last_resets(area: Area, most: int) -> list[SetRight]:
    """Return how the area was set right at the newest ``most`` moments, newest first: three queries.

    The cameras that made up its count at each moment together; those that only looked on changed nothing.
    """
    mine = CountReset.objects.filter(site=area.site_id, area_id=area.pk)
    moments = list(mine.order_by("-at").values_list("at", flat=True).distinct()[:most])
    rows = mine.filter(at__in=moments).select_related("who").order_by("-at", "reason", "who")
    parts, found = parts_of(area.site_id, area.pk), []
    for (at, reason, who), group in groupby(rows, lambda one: (one.at, one.reason, one.who)):
        out = left_out(judged(parts, Period(at, at + TICK)))
        counted = [one for one in group if (one.camera_id, area.pk) not in out]
        if counted:
            before, after = (
                sum(getattr(one, name) for one in counted) for name in ("before", "after")
            )
            label = CountReset.Reason(reason).label
            found.append(SetRight(at, str(label), before, after, str(who or "")))
    return found
