"""Alerts of a face service that does not answer, or does not know us; each closes by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Max

from factory.alerts.models import Alert, Severity
from factory.alerts.services import raise_alert, resolve_alert
from factory.core import clock
from factory.core.leases import State
from factory.core.memo import Memo
from identity.engines.choice import engine_name
from identity.engines.circuit import Circuit
from identity.models import Enrolment, FaceTemplate, Sighting

PAID = "rekognition"
DOWN, DENIED = "face-service-down", "face-service-denied"
DENIED_ELSEWHERE = "face-service-denied-elsewhere"
LATELY = timedelta(minutes=10)
"""Whose calls were let in so short a time ago may do what the refused one may not, or soon asks again."""
LOOKED_AT = 10_000
"""So many of the newest sightings are looked at: where all went wrong there, it still does."""


def alert_of_outage(site_id: int, failure: str) -> None:
    """Tell people of every site whose searches wait; what waits is searched by itself when the service
    is back. ``site_id`` is the site whose call opened the circuit, which holds all sites' calls back.
    """
    text = f"The face service fails; sightings wait until it is back. Last: {failure}"
    for one in sorted({site_id} | _sites_of_the_service()):
        _alert(one, DOWN, text)


def alert_of_denial(site_id: int, failure: str) -> None:
    """Tell people that keys or rights are wrong; what failed is tried again by itself, for hours.

    All sites ask with the same keys: those that have not asked since are told as well, once a minute.
    """
    text = f"The face service refuses us: check its keys and rights (AWS_…). Last: {failure}"
    _alert(site_id, DENIED, text)
    for one in sorted(_sites_of_the_service() - {site_id}):
        _told.get(one, partial(_tell_of_keys, one, failure))


_told: Memo[int, bool] = Memo(60.0)


def _tell_of_keys(site_id: int, failure: str) -> bool:
    """Tell a site that another one was refused, unless it knows better by its own calls."""
    refused = Alert.objects.filter(site_id=site_id, dedup_key=DENIED, resolved_at__isnull=True)
    if refused.exists() or _let_in_since(site_id, clock.now() - LATELY):
        return False
    text = (
        "The face service refuses another site, with the keys of this one too: check its keys and rights"
        f" (AWS_…). Last: {failure}"
    )
    _alert(site_id, DENIED_ELSEWHERE, text)
    return True


def _sites_of_the_service() -> set[int]:
    enrolled = FaceTemplate.objects.filter(engine=PAID).order_by().values_list("site_id", flat=True)
    return set(enrolled.distinct())


def _alert(site_id: int, key: str, text: str) -> None:
    raise_alert(
        site_id=site_id,
        kind="face-service",
        severity=Severity.CRITICAL,
        text=text,
        dedup_key=key,
    )


def close_when_over() -> None:
    """Resolve the alerts whose cause has gone: one query while there is none.

    The refused sites come first, and then those that were told because of them.
    """
    kinds = {DOWN: _still_down, DENIED: _still_refused, DENIED_ELSEWHERE: _still_refused_elsewhere}
    open_alerts = Alert.objects.filter(dedup_key__in=kinds, resolved_at__isnull=True)
    for alert in sorted(open_alerts, key=lambda one: list(kinds).index(one.dedup_key)):
        if not kinds[alert.dedup_key](alert):
            resolve_alert(site_id=alert.site_id, dedup_key=alert.dedup_key)


def service_is_down() -> bool:
    """Return whether calls to the face service are held back now."""
    return engine_name() == PAID and Circuit(PAID).look().is_open


def _still_down(_alert: Alert) -> bool:
    return service_is_down()


def _still_refused(alert: Alert) -> bool:
    """Return whether the service has carried nothing out for the site since it last refused that."""
    return engine_name() == PAID and not _let_in_since(alert.site_id, alert.last_raised_at)


def _still_refused_elsewhere(alert: Alert) -> bool:
    anywhere = Alert.objects.filter(dedup_key=DENIED, resolved_at__isnull=True)
    return _still_refused(alert) and bool(anywhere.exists())


def _let_in_since(site_id: int, moment: datetime) -> bool:
    """Return whether the service has carried something out for a site since then."""
    done: dict[str, Any] = {"site_id": site_id, "state": State.DONE, "finished_at__gt": moment}
    newest = Sighting.objects.aggregate(pk=Max("pk"))["pk"] or 0
    searched = Sighting.objects.filter(pk__gt=newest - LOOKED_AT, searched=True, engine=PAID)
    enrolled = Enrolment.objects.filter(templates__engine=PAID)
    return searched.filter(**done).exists() or enrolled.filter(**done).exists()
