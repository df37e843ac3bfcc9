"""Raising, acknowledging and resolving alerts; the channels that carry them."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Model

from factory.alerts import events
from factory.alerts.models import Alert, Channel, Delivery, Severity
from factory.alerts.selectors import VIEW
from factory.audit.services import record
from factory.core import clock
from factory.core.models import User
from factory.core.ring import ring

WATCHED = ("name", "kind", "target", "secret", "least_severity", "enabled")
RANK = {Severity.INFO: 0, Severity.WARNING: 1, Severity.CRITICAL: 2}


def raise_alert(
    *,
    site_id: int,
    kind: str,
    text: str,
    dedup_key: str,
    severity: str = Severity.WARNING,
    subject: Model | None = None,
    detail: dict[str, Any] | None = None,
) -> Alert:
    """Open an alert, or count one more on the open one with the same key. Safe to repeat.

    A new alert gets a Delivery for each of the site's channels that wants its severity.
    """
    fields = {
        "kind": kind,
        "severity": severity,
        "text": text[:300],
        "detail": detail or {},
        "subject_type": subject._meta.label_lower if subject else "",
        "subject_id": str(subject.pk) if subject else "",
    }
    try:
        with transaction.atomic():
            return _counted(site_id, dedup_key) or _opened(site_id, dedup_key, fields)
    except IntegrityError:
        # Somebody else opened it between our look and our insert: then it is one more.
        alert = _counted(site_id, dedup_key)
        if alert is None:
            raise
        return alert


def _counted(site_id: int, dedup_key: str) -> Alert | None:
    mine = Alert.objects.filter(site_id=site_id, dedup_key=dedup_key, resolved_at__isnull=True)
    if not mine.update(count=F("count") + 1, last_raised_at=clock.now()):
        return None
    alert: Alert = mine.get()
    events.publish(site_id, "alert", VIEW, [alert.pk])
    return alert


def _opened(site_id: int, dedup_key: str, fields: dict[str, Any]) -> Alert:
    alert: Alert = Alert.objects.create(site_id=site_id, dedup_key=dedup_key, **fields)
    channels = Channel.objects.filter(site_id=site_id, enabled=True)
    wanted = [
        c for c in channels if RANK[Severity(c.least_severity)] <= RANK[Severity(alert.severity)]
    ]
    deliveries = [Delivery(site_id=site_id, alert=alert, channel=channel) for channel in wanted]
    for delivery in Delivery.objects.bulk_create(deliveries):
        ring("alerts.deliver", delivery.pk)
    events.publish(site_id, "alert", VIEW, [alert.pk])
    return alert


def resolve_alert(*, site_id: int, dedup_key: str) -> bool:
    """Close the open alert with this key, if there is one; the cause has gone."""
    mine = Alert.objects.filter(site_id=site_id, dedup_key=dedup_key, resolved_at__isnull=True)
    pks = list(mine.values_list("pk", flat=True))
    closed = mine.update(resolved_at=clock.now())
    if closed:
        events.publish(site_id, "alert", VIEW, pks)
    return bool(closed)


@transaction.atomic
def acknowledge(*, alert: Alert, who: User) -> bool:
    """Write down that somebody has seen it; the first one counts. Safe to repeat."""
    unseen = Alert.objects.filter(pk=alert.pk, acknowledged_at__isnull=True)
    changed = unseen.update(acknowledged_at=clock.now(), acknowledged_by=who)
    return _noted(alert, who, "alert.acknowledge", changed=bool(changed))


@transaction.atomic
def resolve(*, alert: Alert, who: User) -> bool:
    """Close an alert by hand; it opens anew where its cause shows again. Safe to repeat."""
    still_open = Alert.objects.filter(pk=alert.pk, resolved_at__isnull=True)
    changed = still_open.update(resolved_at=clock.now())
    return _noted(alert, who, "alert.resolve", changed=bool(changed))


def _noted(alert: Alert, who: User, act: str, *, changed: bool) -> bool:
    if changed:
        record(site_id=alert.site_id, caller=who, act=act, subject=alert)
        events.publish(alert.site_id, "alert", VIEW, [alert.pk])
        alert.refresh_from_db()
    return changed


@transaction.atomic
def save_channel(*, channel: Channel, caller: Any) -> None:
    """Keep a new or changed channel; the trail says which fields changed, never to what."""
    before = Channel.objects.filter(pk=channel.pk).first()
    channel.save()
    # As they are kept: a secret that no key opens is compared, and not read.
    then, now = before.__dict__ if before else {}, channel.__dict__
    changed = [one for one in WATCHED if before and then[one] != now[one]]
    if changed or before is None:
        _channel_noted("change" if before else "add", channel, caller, fields=changed)


@transaction.atomic
def remove_channel(*, channel: Channel, caller: Any) -> None:
    """Delete a channel and its deliveries."""
    _channel_noted("remove", channel, caller)
    channel.delete()


def _channel_noted(verb: str, channel: Channel, caller: Any, **detail: Any) -> None:
    act = f"{verb}-channel"
    record(site_id=channel.site_id, caller=caller, act=act, subject=channel, **detail)
