"""State that all workers share: one Lua step each on Redis or Valkey, on the server's own time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from factory.core.breaker import redis_breaker

TIMEOUT_SECONDS = 0.4
SECOND = 1_000_000
"""Redis tells its time in microseconds, which a Lua number holds exactly."""
NOW = "local t = redis.call('TIME') local now = t[1] * 1000000 + t[2]\n"


class SharedStateGone(Exception):
    """Redis does not answer; each process goes by what it knows itself."""


@lru_cache(maxsize=1)
def _client(url: str) -> Redis:
    return Redis.from_url(
        url,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def evaluate(script: str, keys: Sequence[str], *args: float) -> Any:
    """Run a script, which sees the server's time as ``now`` (µs); raises SharedStateGone."""
    if redis_breaker.open:
        raise SharedStateGone
    try:
        return _script(settings.CACHES["default"]["LOCATION"], script)(keys=keys, args=args)
    except (RedisError, OSError) as error:
        redis_breaker.failed()
        raise SharedStateGone from error


@lru_cache(maxsize=16)
def _script(url: str, script: str) -> Any:
    return _client(url).register_script(NOW + script)
