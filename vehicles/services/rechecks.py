"""The look back when a vehicle becomes blocked: was it read of late, and is it inside."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction

from factory.alerts.models import Severity
from factory.alerts.services import raise_alert
from factory.core import clock
from factory.core.leases import State
from vehicles import selectors
from vehicles.looking_back import ReadTexts
from vehicles.models import PlateRead, Recheck, Vehicle

logger = logging.getLogger(__name__)
LEASE = timedelta(seconds=90)
NAMED = 20
"""Reads that an alert lists; their number is said in any case."""


def run_rechecks(*, pks: Sequence[int]) -> None:
    """Look back for many; those of whose plates nothing was read are closed together. Safe to repeat.

    A list of many thousand blocked plates is thereby looked through in seconds.
    """
    due = list(Recheck.objects.due(clock.now()).filter(pk__in=pks).select_related("vehicle"))
    since = min((recheck.since for recheck in due), default=clock.now())
    found = selectors.texts_read({recheck.site_id for recheck in due}, since=since)
    read = {site_id: ReadTexts(texts) for site_id, texts in found.items()}
    alike = {one.pk: read[one.site_id].like(one.vehicle.key) for one in due if one.site_id in read}
    unread = [recheck.pk for recheck in due if not alike.get(recheck.pk)]
    quiet = Recheck.objects.due(clock.now()).filter(pk__in=unread)
    quiet.update(state=State.DONE, finished_at=clock.now())
    for pk, texts in alike.items():
        if texts:
            _run_recheck(pk, texts)


def _run_recheck(pk: int, texts: Iterable[str]) -> None:
    """Look back once and alert if there is anything; safe to repeat, one worker at a time."""
    token = Recheck.objects.claim(pk, lease=LEASE)
    if token is None:
        return
    recheck: Recheck = Recheck.objects.select_related("vehicle__site").get(pk=pk)
    reads = _reads(recheck, texts)
    with transaction.atomic():
        if Recheck.objects.settle(pk, token, state=State.DONE, hits=len(reads)) and reads:
            _alert(recheck, reads)


def _reads(recheck: Recheck, texts: Iterable[str]) -> list[PlateRead]:
    if recheck.vehicle.status != Vehicle.Status.BLOCKED:
        return []
    return list(selectors.reads_of(recheck.site_id, texts, recheck.since))


def _alert(recheck: Recheck, reads: Sequence[PlateRead]) -> None:
    vehicle, newest = recheck.vehicle, reads[0]
    certain = any(read.key == vehicle.key for read in reads)
    when = newest.captured_at.astimezone(vehicle.site.zone)
    where = newest.gate or newest.camera or "a place unknown"
    text = (
        f"{vehicle.plate} was blocked and may be inside: {'' if certain else 'possibly '}"
        f"read {len(reads)} times since {recheck.since.astimezone(vehicle.site.zone):%d %b %H:%M}, "
        f"last at {where}, {when:%d %b %H:%M}"
    )
    raise_alert(
        site_id=vehicle.site_id,
        kind="blocked-vehicle-inside",
        text=text,
        dedup_key=f"blocked-vehicle-inside:{vehicle.pk}:{vehicle.blocked_at}",
        severity=Severity.CRITICAL if certain else Severity.WARNING,
        subject=vehicle,
        detail={"reads": [read.pk for read in reads[:NAMED]], "certain": certain},
    )
    transaction.on_commit(lambda: logger.error("❌ %s", text))
