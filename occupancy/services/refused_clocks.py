"""Devices whose clocks are so far ahead that what they report is refused: told once as an alert."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from factory.alerts.services import resolve_alert
from factory.core.deadlocks import again_when_taken_back
from factory.sites.models import Site
from occupancy.clocks import spoken
from occupancy.counts import AHEAD, Pair, Reading
from occupancy.models import AreaCamera, LiveCount
from occupancy.services.clocks import REFUSED, refused_key, tell_of_clock, told_key
from occupancy.services.live import locked

MOST = 2**31 - 1


@again_when_taken_back
@transaction.atomic
def note_refused(*, site: Site, readings: Sequence[Reading], now: datetime) -> None:
    """Of what a device reported write down what lies too far ahead, as its clock's; tell it once.

    The alert is over with the device's next reading that is taken, of whichever area. Safe to repeat.
    """
    newest = _too_far(readings, now)
    rows = locked(site.pk, _counters(site.pk, newest, readings)) if newest else {}
    known = {camera for (camera, _), row in rows.items() if row.ahead_seconds > REFUSED}
    told: dict[int, int] = {}
    for (camera, _), row in rows.items():
        seconds = round((newest[camera] - now).total_seconds())
        row.ahead_seconds = min(MOST, max(REFUSED + 1, seconds))
        told |= {camera: row.ahead_seconds} if camera not in known else {}
    LiveCount.objects.bulk_update(rows.values(), ["ahead_seconds"])
    for camera_id, seconds in told.items():
        resolve_alert(site_id=site.pk, dedup_key=told_key(camera_id))
        what = f"{spoken(seconds)} ahead: what it reports is refused. Set it or its zone right."
        tell_of_clock(site, camera_id, seconds, key=refused_key(camera_id), what=what)


def _too_far(readings: Sequence[Reading], now: datetime) -> dict[int, datetime]:
    """Return by camera the latest time that it said, where that is too far ahead."""
    newest: dict[int, datetime] = {}
    for one in readings:
        if one.at > now + AHEAD:
            newest[one.camera_id] = max(one.at, newest.get(one.camera_id, one.at))
    return newest


def _counters(site_id: int, cameras: Collection[int], readings: Sequence[Reading]) -> set[Pair]:
    """Return where the cameras said they count, and where they do: a camera has one clock."""
    parts = AreaCamera.objects.open().filter(site=site_id, camera__in=cameras)
    said = {one.pair for one in readings if one.camera_id in cameras}
    return {*said, *parts.values_list("camera_id", "area_id")}
