"""Reads that were decided without the lists: asked for once those answer, to alert and nothing else."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction

from factory.alerts.services import raise_alert
from vehicles import selectors
from vehicles.models import GateEvent, PlateRead
from vehicles.models.reads import LONGEST_MESSAGE
from vehicles.repeats import Outcome
from vehicles.services.alarming import ALARMING
from vehicles.services.judging import Judgement, judge

logger = logging.getLogger(__name__)
ASKED_FOR = timedelta(hours=6)
"""After its capture; by then its vehicle is found in other ways, or away."""

READS_A_SWEEP = 500
MOST_FAILED = 5
"""Reads of a sweep whose lists still say nothing; then the rest waits for the next."""


def ask_again(now: datetime) -> int:
    """Ask the lists for the reads that were held for want of them; return how many were answered.

    The answer to such a read stands and no gate opens so late, but a blocked vehicle raises its
    alert. Safe to repeat.
    """
    answered = failed = 0
    for read in selectors.reads_without_lists(since=now - ASKED_FOR)[:READS_A_SWEEP]:
        judgement = judge(read, read.site)
        if judgement.listed.hits.readable:
            answered += _noted(read, judgement)
        else:
            failed += 1
        if failed == MOST_FAILED:
            break
    return answered


@transaction.atomic
def _noted(read: PlateRead, judgement: Judgement) -> bool:
    outcome, said = judgement.outcome, judgement.decision.alert_message or "nothing against it"
    note = f"the lists could not be read; asked again they said: {said}"
    mine = PlateRead.objects.filter(pk=read.pk, failure="")
    if not mine.update(failure=note):
        return False
    if outcome in ALARMING and not _told(read, judgement):
        _alarm(read, judgement, ALARMING[outcome], said)
    return True


def _told(read: PlateRead, judgement: Judgement) -> bool:
    """Return whether the same vehicle was alerted for by another read of the same call."""
    cooldown = judgement.settings.cooldown
    told: bool = GateEvent.objects.filter(
        site_id=read.site_id,
        vehicle=judgement.vehicle_id,
        decision__in=[Outcome.BLOCKED, Outcome.POSSIBLE],
        at__range=(read.captured_at - cooldown, read.captured_at + cooldown),
    ).exists()
    return told


def _alarm(
    read: PlateRead, judgement: Judgement, alarm: tuple[str, str, int, str], said: str
) -> None:
    kind, severity, level, mark = alarm
    at = read.captured_at.astimezone(read.site.zone)
    where = read.gate or read.camera or "a place unknown"
    text = f"{where}: {said}; read at {at:%d %b %H:%M}, when the lists could not be read"
    raise_alert(
        site_id=read.site_id,
        kind=kind,
        text=text[:LONGEST_MESSAGE],
        dedup_key=f"{kind}:asked-again:{judgement.vehicle_id}:{read.camera_id}:{read.track_id}",
        severity=severity,
        subject=read,
        detail={"vehicle": judgement.vehicle_id, "gate": read.gate_id, "read": read.pk},
    )
    transaction.on_commit(lambda: logger.log(level, "%s %s", mark, text))
