"""The cache: JSON on Redis or Valkey, and merely empty while the server is away."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from factory.core.breaker import redis_breaker

TIMEOUT_SECONDS = 0.4
CLIENTS: dict[tuple[str, ...], Any] = {}
"""Of each server, by its addresses. Clients of redis-py may be used by many threads, and by forks."""
F = TypeVar("F", bound=Callable[..., Any])


class JSONSerializer:
    """Values as JSON text, never pickle; a whole number is its digits, so that INCR works on it."""

    def dumps(self, obj: Any) -> bytes:
        return json.dumps(obj, separators=(",", ":")).encode()

    def loads(self, data: Any) -> Any:
        return json.loads(data)


class JSONClient(RedisCacheClient):
    """Django's client with our serializer, short timeouts and no retry of its own."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(
            servers,
            serializer=JSONSerializer(),
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 0),
            **options,
        )
        self._of = tuple(servers)

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """Return the process's one client of this server; its pool grows to the threads that ask.

        Django keeps its caches by context, and a request has one of its own: a client made for each
        would open a connection for each, and leave it to the garbage collector.
        """
        if self._of not in CLIENTS:
            CLIENTS[self._of] = super().get_client(key, write=True)
        return CLIENTS[self._of]


def forgiving(answer: Any) -> Callable[[F], F]:
    """Make a cache method answer ``answer(self, *args)`` when Redis is away."""

    def decorate(method: F) -> F:
        @wraps(method)
        def guarded(self: Any, *args: Any, **kwargs: Any) -> Any:
            if redis_breaker.open:
                return answer(*args, **kwargs)
            try:
                return method(self, *args, **kwargs)
            except (RedisError, OSError):
                redis_breaker.failed()
                return answer(*args, **kwargs)

        return guarded  # type: ignore[return-value]

    return decorate


def _default(_key: str, default: Any = None, *_rest: Any, **kwargs: Any) -> Any:
    return kwargs.get("default", default)


def _nothing(*_args: Any, **_kwargs: Any) -> None:
    return None


def _false(*_args: Any, **_kwargs: Any) -> bool:
    return False


class ForgivingRedisCache(RedisCache):
    """A cache is allowed to forget: with Redis away every look-up misses and every write is lost."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = JSONClient

    get = forgiving(_default)(RedisCache.get)
    set = forgiving(_nothing)(RedisCache.set)
    add = forgiving(lambda *_a, **_k: True)(RedisCache.add)
    touch = forgiving(_false)(RedisCache.touch)
    delete = forgiving(_false)(RedisCache.delete)
    get_many = forgiving(lambda *_a, **_k: {})(RedisCache.get_many)
    set_many = forgiving(lambda *_a, **_k: [])(RedisCache.set_many)
    delete_many = forgiving(_nothing)(RedisCache.delete_many)
    has_key = forgiving(_false)(RedisCache.has_key)
    incr = forgiving(lambda _key, delta=1, *_a, **_k: delta)(RedisCache.incr)

    @forgiving(_nothing)
    def clear(self) -> None:
        """Delete our keys; FLUSHDB would take the queues and events of the same server with them."""
        client = self._cache.get_client(write=True)
        for key in client.scan_iter(match=f"{self.key_prefix}:*", count=1000):
            client.delete(key)
