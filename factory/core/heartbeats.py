"""Who is alive: processes write a row every few seconds, health and schedules read them."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from celery.signals import heartbeat_sent, worker_ready, worker_shutdown
from django.db import DatabaseError, connection

from factory.core import clock
from factory.core.models import Heartbeat

EVERY_SECONDS = 10
FRESH = timedelta(seconds=30)


class Pulse:
    """Writes a process's heartbeat, at most every ``EVERY_SECONDS``, and never raises."""

    def __init__(self) -> None:
        self._next = 0.0

    def beat(self, name: str, **detail: Any) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY_SECONDS
        try:
            Heartbeat.objects.update_or_create(
                name=name, defaults={"seen_at": clock.now(), "detail": detail}
            )
        except DatabaseError:
            # A database that is away shows in health by itself; the next pulse tries again.
            connection.close()


def fresh() -> dict[str, dict[str, Any]]:
    """Return the detail of every process that was seen lately, by its name."""
    alive = Heartbeat.objects.filter(seen_at__gte=clock.now() - FRESH)
    return dict(alive.values_list("name", "detail"))


def queues_served(alive: dict[str, dict[str, Any]]) -> set[str]:
    """Return the queues that living workers consume."""
    return {queue for detail in alive.values() for queue in detail.get("queues", ())}


_worker_pulse = Pulse()


def _worker_beat(sender: Any, **_kwargs: Any) -> None:
    worker = getattr(sender, "eventer", None) or sender
    app = worker.app
    _worker_pulse.beat(worker.hostname, queues=sorted(app.amqp.queues.consume_from))
    # The parent's connection must not be inherited by the pool's children.
    connection.close()


def _worker_gone(sender: Any, **_kwargs: Any) -> None:
    Heartbeat.objects.filter(name=sender.hostname).delete()
    connection.close()


def connect() -> None:
    """Make Celery's workers of this process write heartbeats."""
    worker_ready.connect(_worker_beat, weak=False)
    heartbeat_sent.connect(_worker_beat, weak=False)
    worker_shutdown.connect(_worker_gone, weak=False)
