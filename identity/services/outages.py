"""The alert of a face service that does not answer: raised when the circuit opens, closed with it."""

from __future__ import annotations

from factory.alerts.models import Alert, Severity
from factory.alerts.services import raise_alert, resolve_alert
from identity.engines.choice import engine_name
from identity.engines.circuit import Circuit

PAID = "rekognition"
KEY = "face-service-down"


def alert_of_outage(site_id: int, failure: str) -> None:
    """Tell people that searches wait; what waits is searched by itself when the service is back."""
    raise_alert(
        site_id=site_id,
        kind="face-service",
        severity=Severity.CRITICAL,
        text=f"The face service fails; sightings wait until it is back. Last: {failure}",
        dedup_key=KEY,
    )


def close_when_over() -> None:
    """Resolve the alerts of an outage once the circuit is closed: one query while there is none."""
    sites = set(
        Alert.objects.filter(dedup_key=KEY, resolved_at__isnull=True).values_list(
            "site_id", flat=True
        )
    )
    if sites and not service_is_down():
        for site_id in sites:
            resolve_alert(site_id=site_id, dedup_key=KEY)


def service_is_down() -> bool:
    """Return whether calls to the face service are held back now."""
    return engine_name() == PAID and Circuit(PAID).look().is_open
