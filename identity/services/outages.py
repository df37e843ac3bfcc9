"""Alerts of a face service that does not answer, or does not know us; each closes by itself."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from factory.alerts.models import Alert, Severity
from factory.alerts.services import raise_alert, resolve_alert
from factory.core.leases import State
from identity.engines.choice import engine_name
from identity.engines.circuit import Circuit
from identity.models import Enrolment, Sighting

PAID = "rekognition"
DOWN, DENIED = "face-service-down", "face-service-denied"
LOOKED_AT = 10_000
"""So many of the newest sightings are looked at: where all went wrong there, it still does."""


def alert_of_outage(site_id: int, failure: str) -> None:
    """Tell people that searches wait; what waits is searched by itself when the service is back."""
    text = f"The face service fails; sightings wait until it is back. Last: {failure}"
    _alert(site_id, DOWN, text)


def alert_of_denial(site_id: int, failure: str) -> None:
    """Tell people that keys or rights are wrong; what failed is tried again by itself, for hours."""
    text = f"The face service refuses us: check its keys and rights (AWS_…). Last: {failure}"
    _alert(site_id, DENIED, text)


def _alert(site_id: int, key: str, text: str) -> None:
    raise_alert(
        site_id=site_id,
        kind="face-service",
        severity=Severity.CRITICAL,
        text=text,
        dedup_key=key,
    )


def close_when_over() -> None:
    """Resolve the alerts whose cause has gone: one query while there is none."""
    open_alerts = Alert.objects.filter(dedup_key__in=(DOWN, DENIED), resolved_at__isnull=True)
    for alert in open_alerts:
        goes_on = service_is_down() if alert.dedup_key == DOWN else not _let_in_since(alert)
        if not goes_on:
            resolve_alert(site_id=alert.site_id, dedup_key=alert.dedup_key)


def service_is_down() -> bool:
    """Return whether calls to the face service are held back now."""
    return engine_name() == PAID and Circuit(PAID).look().is_open


def _let_in_since(alert: Alert) -> bool:
    """Return whether the service has carried something out since it last refused us."""
    if engine_name() != PAID:
        return True
    done: dict[str, Any] = {"state": State.DONE, "finished_at__gt": alert.last_raised_at}
    newest = Sighting.objects.aggregate(pk=Max("pk"))["pk"] or 0
    searched = Sighting.objects.filter(pk__gt=newest - LOOKED_AT, searched=True, engine=PAID)
    enrolled = Enrolment.objects.filter(templates__engine=PAID)
    return searched.filter(**done).exists() or enrolled.filter(**done).exists()
