"""Carrying a delivery out: claimed, sent outside of any transaction, settled."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from factory.alerts.channels import mail, webhook
from factory.alerts.channels.message import Message, NotDelivered, Undeliverable
from factory.alerts.models import Channel, Delivery
from factory.alerts.retries import MOST_ATTEMPTS, retry_delay
from factory.core import clock
from factory.core.encryption import Undecipherable
from factory.core.leases import State
from factory.core.ring import ring

logger = logging.getLogger("factory.jobs")

TASK = "alerts.deliver"
LEASE = timedelta(seconds=90)


def deliver(pk: int) -> None:
    """Send one delivery if it is due. Safe to repeat: a claim admits one worker at a time.

    A worker that dies after sending and before settling sends again; the receiver knows it by the
    delivery's number.
    """
    token = Delivery.objects.claim(pk, lease=LEASE)
    if token is None:
        return
    delivery: Delivery = Delivery.objects.select_related("alert__site", "channel").get(pk=pk)
    try:
        carry(delivery)
    except NotDelivered as error:
        _again_or_never(delivery, token, str(error))
    except Undeliverable as error:
        _never(delivery, token, str(error))
    except Exception as error:
        # Nobody foresaw it, and the row must say what it was: the lease's end would not.
        logger.exception("❌ %s failed in a way that is not foreseen", delivery)
        _again_or_never(delivery, token, f"{type(error).__name__}: {error}")
    else:
        Delivery.objects.settle(pk, token, state=State.DONE)


def carry(delivery: Delivery) -> None:
    """Hand the alert to its channel's kind; raises NotDelivered or Undeliverable."""
    channel: Channel = delivery.channel
    if not channel.enabled:
        raise Undeliverable("the channel is switched off")
    if channel.kind == Channel.Kind.MAIL:
        mail.send(channel.target, message_of(delivery))
        return
    policy = webhook.Policy(frozenset(settings.ALERT_WEBHOOK_ALLOWED_HOSTS), settings.DEBUG)
    timestamp = int(clock.now().timestamp())
    webhook.post(
        channel.target,
        _secret_of(channel),
        message_of(delivery),
        timestamp=timestamp,
        policy=policy,
    )


def _secret_of(channel: Channel) -> str:
    try:
        return channel.secret
    except Undecipherable as error:
        raise Undeliverable("the channel's secret cannot be read; enter it anew") from error


def message_of(delivery: Delivery) -> Message:
    """Return the delivery's alert as the outside gets it, in the site's own time."""
    alert = delivery.alert
    return Message(
        delivery_id=delivery.pk,
        site=alert.site.name,
        kind=alert.kind,
        severity=alert.severity,
        text=alert.text,
        raised_at=alert.raised_at.astimezone(alert.site.zone).isoformat(timespec="seconds"),
        subject_type=alert.subject_type,
        subject_id=alert.subject_id,
    )


def _again_or_never(delivery: Delivery, token: UUID, failure: str) -> None:
    delay = retry_delay(delivery.attempts)
    if delay is None:
        _never(delivery, token, failure)
        return
    logger.warning("⚠️ %s: attempt %d failed: %s", delivery, delivery.attempts, failure)
    Delivery.objects.put_back(delivery.pk, token, delay=delay, failure=failure)


def _never(delivery: Delivery, token: UUID, failure: str) -> None:
    logger.error("❌ %s could not be delivered: %s", delivery, failure)
    Delivery.objects.settle(delivery.pk, token, state=State.FAILED, failure=failure)


@transaction.atomic
def retry(delivery: Delivery) -> bool:
    """Try a failed delivery again from the start; False for one that has not failed."""
    failed = Delivery.objects.filter(pk=delivery.pk, state=State.FAILED)
    again = failed.update(state=State.PENDING, attempts=0, not_before=clock.now(), finished_at=None)
    if again:
        ring(TASK, delivery.pk)
    return bool(again)


def sweep() -> None:
    """Ring for deliveries that wait, and fail those that workers keep dying on."""
    now = clock.now()
    Delivery.objects.give_up(after=MOST_ATTEMPTS, now=now)
    for pk in Delivery.objects.due(now).order_by("not_before").values_list("pk", flat=True)[:200]:
        ring(TASK, pk)
