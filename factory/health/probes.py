"""Looking at each part. A probe may hang or raise: whoever asks it is prepared for both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from factory.core import heartbeats
from factory.core.beat import BEAT
from factory.health.verdict import Service

Probe: TypeAlias = Callable[[], list[Service]]
PING_SECONDS = 0.5
DATABASE, BROKER, PROCESSES = "database", "broker", "processes"


def probes() -> Mapping[str, Probe]:
    """Return every probe by name: ours, then those that settings.HEALTH_CHECKS names."""
    own: dict[str, Probe] = {DATABASE: database, BROKER: broker, PROCESSES: processes}
    return own | {path: partial(hook, path) for path in settings.HEALTH_CHECKS}


def database() -> list[Service]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return [Service(DATABASE, ok=True, detail=connection.vendor, vital=True)]


def broker() -> list[Service]:
    """Ask Redis or Valkey on a connection of its own: a pooled one may hang with its owner."""
    client = Redis.from_url(
        settings.CACHES["default"]["LOCATION"],
        socket_timeout=PING_SECONDS,
        socket_connect_timeout=PING_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        client.ping()
    finally:
        client.close()
    return [Service(BROKER, ok=True)]


def processes() -> list[Service]:
    """Look who has written a heartbeat lately: beat, and a worker for each queue."""
    alive = heartbeats.fresh()
    served = heartbeats.queues_served(alive)
    queues = list(settings.CELERY_TASK_QUEUES)
    workers = [_process(f"worker.{name}", alive=name in served) for name in queues]
    return [*workers, _process("beat", alive=any(name.startswith(BEAT) for name in alive))]


def _process(name: str, *, alive: bool) -> Service:
    return Service(name, ok=alive, detail="" if alive else "no heartbeat lately")


def hook(path: str) -> list[Service]:
    """Ask an app's own check: (name, ok, detail), or None where nothing is to be watched."""
    found: tuple[str, bool, str] | None = import_string(path)()
    return [Service(*found)] if found else []
