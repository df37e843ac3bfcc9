"""Devices whose clocks are so far ahead that what they report is refused: told once as an alert."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from factory.alerts.services import resolve_alert
from factory.core.deadlocks import again_when_taken_back
from factory.sites.models import Site
from occupancy.clocks import spoken
from occupancy.counts import AHEAD, Pair, Reading
from occupancy.models import LiveCount
from occupancy.services.clocks import REFUSED, refused_key, tell_of_clock, told_key
from occupancy.services.live import locked

MOST = 2**31 - 1


@again_when_taken_back
@transaction.atomic
def note_refused(*, site: Site, readings: Sequence[Reading], now: datetime) -> None:
    """Of what a device reported write down what lies too far ahead, as its clock's; tell it once.

    The alert is over with the device's next reading that is taken. Safe to repeat.
    """
    newest = _too_far(readings, now)
    rows = locked(site.pk, newest) if newest else {}
    told: dict[int, int] = {}
    for pair, at in newest.items():
        seconds = min(MOST, max(REFUSED + 1, round((at - now).total_seconds())))
        told |= {pair[0]: seconds} if rows[pair].ahead_seconds <= REFUSED else {}
        rows[pair].ahead_seconds = seconds
    LiveCount.objects.bulk_update(rows.values(), ["ahead_seconds"])
    for camera_id, seconds in told.items():
        resolve_alert(site_id=site.pk, dedup_key=told_key(camera_id))
        what = f"{spoken(seconds)} ahead: what it reports is refused. Set it or its zone right."
        tell_of_clock(site, camera_id, seconds, key=refused_key(camera_id), what=what)


def _too_far(readings: Sequence[Reading], now: datetime) -> dict[Pair, datetime]:
    """Return by counter the latest time that it said, where that is too far ahead."""
    newest: dict[Pair, datetime] = {}
    for one in readings:
        if one.at > now + AHEAD:
            newest[one.pair] = max(one.at, newest.get(one.pair, one.at))
    return newest
