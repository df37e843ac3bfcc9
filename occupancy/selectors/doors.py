"""Which cameras make up areas' counts, now and then: one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from factory.core.periods import Period
from factory.sites.models import Site
from occupancy.counts import Pair
from occupancy.hours import day_of
from occupancy.models import AreaCamera
from occupancy.parts import EVER, STILL, Part, left_out_now
from occupancy.timelines import Timeline


def onlookers(site_id: int) -> frozenset[Pair]:
    """Return the (camera, area) pairs that are left out of the live counts of a site."""
    return onlookers_among(AreaCamera.objects.filter(site_id=site_id))


def onlookers_among(parts: QuerySet[AreaCamera]) -> frozenset[Pair]:
    """As ``onlookers``, of the parts given, which must be all of their areas', ended ones too."""
    return left_out_now(_read(parts))


def timeline_of(site: Site) -> Timeline:
    """Return what made up the counts of a site's areas hour by hour."""
    return Timeline(parts_at_site(site), site.zone)


def left_out_of(timeline: Timeline, span: Period, when: str) -> Q:
    """Return the rows of the span that are left out of counts; ``when`` is their column of time."""
    found = Q(pk__in=[])
    for (camera_id, area_id), out in timeline.left_out_within(span):
        begun = {f"{when}__gte": out.start, f"{when}__lt": out.end}
        found |= Q(camera_id=camera_id, area_id=area_id, **begun)
    return found


def parts_at_site(site: Site) -> list[Part]:
    """Return the parts of a site's cameras, ended ones too."""
    return _read(AreaCamera.objects.filter(site=site))


def parts_of(site_id: int, area_id: int) -> list[Part]:
    """Return every part in an area that holds or held."""
    return _read(AreaCamera.objects.filter(site=site_id, area=area_id))


def moments_of(site_id: int, area_ids: Iterable[int] | None = None) -> dict[int, list[datetime]]:
    """Return by area when cameras' parts began or ended, oldest first; of all without ``area_ids``."""
    parts = AreaCamera.objects.filter(site=site_id).exclude(since=None, until=None)
    if area_ids is not None:
        parts = parts.filter(area__in=list(area_ids))
    found: dict[int, set[datetime]] = defaultdict(set)
    for area_id, *moments in parts.order_by().values_list("area_id", "since", "until"):
        found[area_id].update(filter(None, moments))
    return {area_id: sorted(moments) for area_id, moments in found.items()}


def around(site: Site, first: date, last: date) -> Period:
    """Return the business dates [first, last] as a span."""
    try:
        return Period(day_of(first, site.zone).start, day_of(last, site.zone).end)
    except OverflowError:  # at an end of the calendar
        return Period(EVER, STILL)


def _read(parts: QuerySet[AreaCamera]) -> list[Part]:
    rows = parts.order_by().values_list("camera_id", "area_id", "role", "since", "until")
    return [
        Part((camera, area), role == AreaCamera.Role.INSIDE, since or EVER, until or STILL)
        for camera, area, role, since, until in rows
    ]
