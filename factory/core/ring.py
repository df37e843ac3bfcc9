"""The doorbell: tells a worker that a row waits. The row is the record, so a lost ring loses nothing."""

from __future__ import annotations

import logging
from typing import TypeAlias

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu import Connection
from kombu.exceptions import OperationalError
from kombu.pools import producers
from redis.exceptions import RedisError

from factory.core.breaker import redis_breaker

logger = logging.getLogger(__name__)
Scalar: TypeAlias = str | int | float | bool | None

PUBLISH_SECONDS = 0.4


def ring(task: str, *args: Scalar) -> None:
    """Send ``task`` with ``args`` once the transaction commits; never raises, never waits long.

    A publish is bounded by ``PUBLISH_SECONDS``; after a failure rings are silent for five seconds.
    What was not rung for is found by the sweep within a minute.
    """
    # Not a partial: Django logs the name of what failed, and a partial has none.
    transaction.on_commit(lambda: _send(task, args), robust=True)


def _send(task: str, args: tuple[Scalar, ...]) -> None:
    if current_app.conf.task_always_eager:
        current_app.tasks[task].apply(args)
        return
    if redis_breaker.open:
        return
    try:
        with producers[_connection()].acquire(block=True, timeout=PUBLISH_SECONDS) as producer:
            current_app.send_task(task, args, producer=producer, retry=False)
    except (OperationalError, RedisError, OSError) as error:
        redis_breaker.failed()
        logger.warning("⚠️ the broker does not answer; %s waits for the sweep (%s)", task, error)


def _connection() -> Connection:
    """Return the publisher's own connection: its timeouts are far shorter than a consumer may have."""
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS | {
        "socket_timeout": PUBLISH_SECONDS,
        "socket_connect_timeout": PUBLISH_SECONDS,
        "retry_on_timeout": False,
        "max_retries": 0,
    }
    return Connection(
        settings.CELERY_BROKER_URL, transport_options=options, connect_timeout=PUBLISH_SECONDS
    )
