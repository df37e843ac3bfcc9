"""Counts set right: by the clock, at the quietest minute, by hand, or by a head count.

A reset is an event; what counters reported stays, and the counts that follow from it are made anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from factory.alerts.events import publish
from factory.core import clock
from factory.core.errors import Invalid
from factory.core.periods import Period
from factory.sites.models import Site
from occupancy.counts import Pair
from occupancy.late import Unsettled
from occupancy.models import Area, AreaCamera, CountReset, LiveCount
from occupancy.paces import apart
from occupancy.parts import taker_at
from occupancy.quiet import APART, quietest
from occupancy.selectors.doors import parts_of
from occupancy.selectors.minutes import minutes_of
from occupancy.selectors.paces import paces_of
from occupancy.selectors.standing import standing_at
from occupancy.services.capacity import watch_capacity
from occupancy.services.corrected import corrected
from occupancy.services.handing import carry_on
from occupancy.services.live import locked, rebuild_live
from occupancy.services.logs import VIEW
from occupancy.services.recounts import recount_after

BY_PEOPLE = (CountReset.Reason.HAND, CountReset.Reason.HEADCOUNT)


def correct_drift(
    *,
    site: Site,
    area_id: int | None = None,
    at: datetime | None = None,
    reason: str = CountReset.Reason.CLOCK,
    who_id: int | None = None,
    dry_run: bool = False,
) -> dict[str, Any]:
    """Say that nobody was in at ``at`` (now): of one area, or of all that are reset daily.

    Entries and exits after ``at`` count on from there, so that a late correction wipes nobody out. Safe
    to repeat: a camera is reset once for each moment. Returns ``success`` and ``cameras_reset``.
    """
    moment = at or clock.now()
    pairs = _pairs(site, area_id, moment)
    if dry_run:
        return {"success": True, "cameras_reset": len(pairs)}
    count = _reset(site, dict.fromkeys(pairs, 0), moment, reason, who_id)
    return {"success": True, "cameras_reset": count}


def correct_at_quietest(*, area: Area, period: Period) -> dict[str, Any]:
    """Say that nobody was in at the area's quietest minute of the period, if it was read at all.

    Safe to repeat; who came and left since then stays counted. Minutes before the area was set right in
    this way are not looked at.
    """
    begin = max(period.start, area.set_right_since)
    slowest = paces_of(area.site_id).longest(area.pk, begin)
    found = minutes_of(area, Period(begin, period.end))
    at = quietest(*found, apart=max(APART, apart(slowest)))
    if at is None:
        return {"success": True, "cameras_reset": 0}
    reason = CountReset.Reason.QUIET
    done = correct_drift(site=area.site, area_id=area.pk, at=at, reason=reason)
    return done | {"at": at.astimezone(area.site.zone).isoformat()}


def record_headcount(
    *,
    site: Site,
    count: int,
    at: datetime,
    area_id: int | None = None,
    who_id: int | None = None,
) -> dict[str, Any]:
    """Say that ``count`` people were in at ``at``: known by a person, or by attendance.

    What an area holds is the sum over its cameras, so the first one whose part made up its count then
    takes it and the others nothing; who only looked on takes it where there is no other. Another
    number for the same moment corrects the first one, the same number again changes nothing.
    ``area_id`` may be left out where the site has one area only; raises Invalid otherwise.
    """
    if count < 0:
        raise Invalid("A head count is not negative.", fields={"count": "At least 0."})
    pairs = _pairs(site, area_id if area_id is not None else _only_area(site), at)
    if not pairs:
        raise Invalid("No camera counts for this area yet.")
    taker = taker_at(pairs, parts_of(site.pk, pairs[0][1]), at)
    after = dict.fromkeys(pairs, 0) | {taker: count}
    done = _reset(site, after, at, CountReset.Reason.HEADCOUNT, who_id)
    return {"success": True, "cameras_reset": done}


def _only_area(site: Site) -> int:
    areas = list(Area.objects.filter(site=site).values_list("pk", flat=True)[:2])
    if len(areas) != 1:
        raise Invalid("Say which area was counted.", fields={"area": "Required."})
    return int(areas[0])


def _pairs(site: Site, area_id: int | None, at: datetime) -> list[Pair]:
    """Return the counters of an area, or of all places reset daily at ``at``: heard of yet or not.

    What a counter reports for the first time after a reset may be from before it.
    """
    heard, parts = LiveCount.objects.filter(site=site), AreaCamera.objects.open().filter(site=site)
    if area_id is None:
        daily = Area.objects.filter(site=site).reset_daily().open_at(at).values("pk")
        heard = heard.filter(Q(area_id=0) | Q(area_id__in=daily))
        parts = parts.filter(area__in=daily)
    else:
        heard, parts = heard.filter(area_id=area_id), parts.filter(area=area_id)
    both = (rows.order_by().values_list("camera_id", "area_id") for rows in (heard, parts))
    return sorted({pair for rows in both for pair in rows})


@transaction.atomic
def _reset(
    site: Site, after: Mapping[Pair, int], at: datetime, reason: str, who_id: int | None
) -> int:
    if not after:
        return 0
    locked(site.pk, after)
    if reason in BY_PEOPLE:
        # Whoever says another number of the same moment, says it because the first was wrong.
        said = corrected(site.pk, after, at)
        if said is None:
            return 0
        at, after = said
    done = CountReset.objects.filter(site=site, at=at).values_list("camera_id", "area_id")
    new = [pair for pair in after if pair not in set(done)]
    CountReset.objects.bulk_create(
        CountReset(
            site=site,
            camera_id=pair[0],
            area_id=pair[1],
            at=at,
            before=standing_at(site.pk, pair, at).count,
            after=after[pair],
            reason=reason,
            who_id=who_id,
        )
        for pair in new
    )
    rebuild_live(site_id=site.pk, pairs=new)
    now = clock.now()
    recount_after(site=site, unsettled=[Unsettled(pair, at, at) for pair in new], now=now)
    areas = sorted({area for _, area in new})
    carry_on(site=site, first=dict.fromkeys(areas, at), moved=dict.fromkeys(new, at))
    watch_capacity(site=site, now=now, area_ids=areas)
    publish(site.pk, "occupancy", VIEW, areas)
    return len(new)
