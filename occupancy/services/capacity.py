"""Looking how full areas are, and saying so: after readings and resets, and once a minute."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from factory.alerts.services import raise_alert, resolve_alert
from factory.sites.models import Site
from factory.sites.site_settings import values_in_force
from occupancy.areas import Level, percent
from occupancy.capacity import Held, Limits, Verdict, judge
from occupancy.counts import shown
from occupancy.models import Area, AreaLevel, LiveCount
from occupancy.paces import Paces, apart
from occupancy.parts import EVER
from occupancy.selectors.doors import onlookers
from occupancy.selectors.paces import paces_of
from occupancy.site_settings import CAPACITY_COOL_DOWN, CAPACITY_SLACK

BLIND_AFTER = timedelta(minutes=15)
"""Without a reading for this long, or for longer than is usual for its counters, nobody knows how full it
is: neither raised nor resolved. Where a reset or a head count is the newest that is known, that is it."""
SEVERITY = {Level.WARN: "warning", Level.FULL: "critical"}


def watch_capacity(*, site: Site, now: datetime, area_ids: Collection[int] | None = None) -> int:
    """Raise and resolve the alerts of areas with a capacity; of all without ``area_ids``.

    Returns how many levels changed. Safe to repeat and for two at once; a fixed number of queries
    where nothing changes.
    """
    mine = Area.objects.filter(site=site)
    chosen = mine if area_ids is None else mine.filter(pk__in=area_ids)
    # One without a capacity has a level only from the time when it had one.
    had = AreaLevel.objects.filter(site=site).values("area")
    areas = list(chosen.filter(Q(capacity__isnull=False) | Q(pk__in=had)))
    if not areas:
        return 0
    counts, limits = _counts(site, areas, now), _limits(site, areas)
    held = {row.area_id: held_of(row) for row in AreaLevel.objects.filter(area__in=areas)}
    changed = 0
    for area in areas:
        before = held.get(area.pk, Held(Level.OK, now))
        count = counts.get(area.pk)
        if count is not None and judge(before, count, limits[area.pk], now).held != before:
            changed += _settle(area, count, limits[area.pk], now)
    return changed


def held_of(row: AreaLevel) -> Held:
    return Held(Level(row.level), row.since, Level(row.told), row.told_at, row.open)


def _counts(site: Site, areas: Collection[Area], now: datetime) -> dict[int, int]:
    left_out, known = onlookers(site.pk), paces_of(site.pk)
    found: dict[int, list[LiveCount]] = {}
    for row in LiveCount.objects.filter(site=site, area_id__in=[area.pk for area in areas]):
        if (row.camera_id, row.area_id) not in left_out:
            found.setdefault(row.area_id, []).append(row)
    return {
        area_id: shown([row.count for row in rows])
        for area_id, rows in found.items()
        if _is_known(rows, known, now)
    }


def _is_known(rows: Collection[LiveCount], known: Paces, now: datetime) -> bool:
    told = {(row.camera_id, row.area_id): row.counted_at for row in rows if row.counted_at}
    counted = max(told.values(), default=EVER)
    said = max((row.base_at for row in rows if row.base_at), default=EVER)
    return said > counted or any(
        at >= now - max(BLIND_AFTER, apart(known.at(pair, at))) for pair, at in told.items()
    )


def _limits(site: Site, areas: Collection[Area]) -> dict[int, Limits]:
    values = values_in_force(site.pk, (CAPACITY_SLACK, CAPACITY_COOL_DOWN))
    cool_down = timedelta(minutes=values[CAPACITY_COOL_DOWN.name])
    slack = values[CAPACITY_SLACK.name]
    return {area.pk: Limits(area.capacity, area.warn_percent, slack, cool_down) for area in areas}


@transaction.atomic
def _settle(area: Area, count: int, limits: Limits, now: datetime) -> bool:
    """Judge again under the row's lock, so that two at once raise one alert."""
    AreaLevel.objects.get_or_create(
        area=area, defaults={"site_id": area.site_id, "since": now, "level": Level.OK}
    )
    row = AreaLevel.objects.select_for_update().get(area=area)
    before = held_of(row)
    verdict = judge(before, count, limits, now)
    if verdict.held == before:
        return False
    _tell(area, count, verdict)
    held = verdict.held
    row.level, row.since, row.told = held.level, held.since, held.told
    row.told_at, row.open = held.told_at, held.open
    row.save()
    return True


def _tell(area: Area, count: int, verdict: Verdict) -> None:
    if verdict.resolve:
        resolve_alert(site_id=area.site_id, dedup_key=_key(area, verdict.resolve))
    if verdict.alarm:
        raise_alert(
            site_id=area.site_id,
            kind=f"occupancy_{verdict.alarm}",
            text=_text(area, count, verdict.alarm),
            dedup_key=_key(area, verdict.alarm),
            severity=SEVERITY[verdict.alarm],
            subject=area,
            detail={"count": count, "capacity": area.capacity},
        )


def _key(area: Area, level: Level) -> str:
    return f"occupancy:{level}:{area.pk}"


def _text(area: Area, count: int, level: Level) -> str:
    share = percent(count, area.capacity)
    what = "is full" if level is Level.FULL else "is filling up"
    return f"{area.name} {what}: {count} of {area.capacity} people ({share:.0f}%)."
