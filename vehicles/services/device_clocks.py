"""Clocks of boxes, measured by the reads that they send one by one.

A box whose clock is off opens no barrier, read for read: that is told of once, not left to be guessed.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db import DatabaseError, transaction

from factory.alerts.services import raise_alert, resolve_alert
from factory.core.memo import BoundedDict
from factory.sites.models import Device
from vehicles.models import PlateRead
from vehicles.services.opening import FRESH

logger = logging.getLogger(__name__)
STEADY: Final = timedelta(seconds=5)
IN_A_ROW: Final = 3
"""Reads that are off alike; what a network held up comes late by this much and by that."""


class _Measured(NamedTuple):
    skew: timedelta
    times: int


_known = BoundedDict[int, _Measured]()


def note_clock(read: PlateRead, *, at: datetime) -> None:
    """Measure the clock of the read's device, ``at`` by it; written down when some reads agree on it.

    ``Device.clock_skew`` is positive where its clock is ahead. Asks nothing while nothing changes.
    """
    device_id, skew = read.device_id, at - read.received_at
    if device_id is None:
        return
    before = _known.get(device_id)
    steady = before is not None and abs(skew - before.skew) <= STEADY
    now = _Measured(before.skew, before.times + 1) if before and steady else _Measured(skew, 1)
    _known[device_id] = now
    if now.times != IN_A_ROW:
        return
    try:
        _write(read.site_id, device_id, skew)
    except DatabaseError:
        # The read is decided and stored; its sender's clock is measured again.
        logger.exception("⚠️ the clock of device %s was not written down", device_id)
        _known.pop(device_id, None)


@transaction.atomic
def _write(site_id: int, device_id: int, skew: timedelta) -> None:
    Device.objects.filter(pk=device_id).update(clock_skew=skew)
    key = f"device-clock:{device_id}"
    if abs(skew) <= FRESH:
        resolve_alert(site_id=site_id, dedup_key=key)
        return
    device = Device.objects.get(pk=device_id)
    where = "ahead of ours" if skew > timedelta() else "behind ours, or they come that late"
    seconds = abs(skew).total_seconds()
    raise_alert(
        site_id=site_id,
        kind="device-clock",
        text=f"{device}: by its reads its clock is {seconds:.0f} s {where}. They open no barrier.",
        dedup_key=key,
        subject=device,
    )
