"""The doorbell: tells a worker that a row waits. The row is the record, so a lost ring loses nothing."""

from __future__ import annotations

import logging
import threading
import time
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
SOON_SECONDS = 1.0
_soon: dict[str, float] = {}
_soon_lock = threading.Lock()


def ring(task: str, *args: Scalar) -> None:
    """Send ``task`` with ``args`` once the transaction commits; never raises, never waits long.

    A publish is bounded by ``PUBLISH_SECONDS``; after a failure rings are silent for five seconds.
    What was not rung for is found by the sweep within a minute.
    """
    # Not a partial: Django logs the name of what failed, and a partial has none.
    transaction.on_commit(lambda: _send(task, args), robust=True)


def ring_soon(task: str) -> None:
    """Ring within a second of the commit, once for all who ask this process meanwhile.

    For work that many requests leave behind and one task does: a bell is delivered a second after
    it was rung, so that whoever commits within that second is covered by it.
    """
    transaction.on_commit(lambda: _send_soon(task), robust=True)


def _send_soon(task: str) -> None:
    now = time.monotonic()
    with _soon_lock:
        if now < _soon.get(task, 0.0):
            return
        _soon[task] = now + SOON_SECONDS
    if not _send(task, (), countdown=SOON_SECONDS):
        _soon.pop(task, None)


def _send(task: str, args: tuple[Scalar, ...], countdown: float | None = None) -> bool:
    if current_app.conf.task_always_eager:
        current_app.tasks[task].apply(args)
        return False
    if redis_breaker.open:
        return False
    try:
        with producers[_connection()].acquire(block=True, timeout=PUBLISH_SECONDS) as producer:
            current_app.send_task(task, args, producer=producer, retry=False, countdown=countdown)
    except (OperationalError, RedisError, OSError) as error:
        redis_breaker.failed()
        logger.warning("⚠️ the broker does not answer; %s waits for the sweep (%s)", task, error)
        return False
    return True


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
