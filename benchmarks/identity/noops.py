"""Celery tasks that do nothing, or only wait as long as a search does; counted in Redis."""

from __future__ import annotations

import time
from typing import Any

from celery import shared_task
from django.conf import settings
from redis import Redis

KEY = "benchmark:done"
_redis = Redis.from_url(settings.CACHES["default"]["LOCATION"])


@shared_task(name="benchmarks.noop")
def noop(_number: int) -> None:
    _redis.incr(KEY)


@shared_task(name="benchmarks.sleep")
def sleep(_number: int) -> None:
    time.sleep(0.1)
    _redis.incr(KEY)


def reset() -> None:
    _redis.set(KEY, 0)


def done() -> int:
    counted: Any = _redis.get(KEY)
    return int(counted or 0)
