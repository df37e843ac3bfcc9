"""The alert that a blocked vehicle raises, certain or possible."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial

from django.db import transaction

from factory.alerts.models import Alert, Severity
from factory.alerts.services import raise_alert
from factory.core import clock
from vehicles.models import GateEvent, PlateRead, Vehicle
from vehicles.repeats import Outcome

logger = logging.getLogger(__name__)
ALARMING = {
    Outcome.BLOCKED: ("blocked-vehicle", Severity.CRITICAL, logging.ERROR, "❌"),
    Outcome.POSSIBLE: ("possible-blocked-vehicle", Severity.WARNING, logging.WARNING, "⚠️"),
}


def alarm(event: GateEvent, outcome: Outcome, read: PlateRead, cooldown: timedelta) -> None:
    """Raise the event's alert if its outcome is one to alarm for; in the event's transaction."""
    if outcome not in ALARMING:
        return
    kind, severity, level, mark = ALARMING[outcome]
    text = f"{event.gate}: {event.message}" if event.gate else event.message
    raise_alert(
        site_id=event.site_id,
        kind=kind,
        text=text,
        dedup_key=f"{kind}:event:{event.pk}" if read.camera_id else _key(kind, event, cooldown),
        severity=severity,
        subject=event,
        detail={"vehicle": event.vehicle_id, "gate": event.gate_id, "event": event.pk},
    )
    transaction.on_commit(partial(logger.log, level, "%s %s", mark, text))


def _key(kind: str, event: GateEvent, cooldown: timedelta) -> str:
    """Without a camera every read is an event: those of one call are counted on one alert.

    Once somebody has seen that, or the vehicle was away for the cooldown, it calls anew, and the
    guards are sent for again.
    """
    held = Vehicle.objects.select_for_update(no_key=True).filter(pk=event.vehicle_id)
    # Held, so that those who call for it at once find the alert of the first.
    known = held.values_list("pk", flat=True).first() if event.vehicle_id else None
    of_vehicle = f"{kind}:vehicle:{known or event.key}:"
    unseen = Alert.objects.filter(
        site_id=event.site_id,
        dedup_key__startswith=of_vehicle,
        acknowledged_at=None,
        resolved_at=None,
        last_raised_at__gte=clock.now() - cooldown,
    )
    newest = unseen.order_by("-last_raised_at").values_list("dedup_key", flat=True).first()
    return newest or f"{of_vehicle}{event.pk}"
