"""Live events: ids on a capped Redis stream, sent when the transaction commits, for who may look."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from factory.core.breaker import redis_breaker

logger = logging.getLogger(__name__)

STREAM = "factory:events"
KEPT = 10_000
TIMEOUT_SECONDS = 0.4


def publish(site_id: int, topic: str, perm: str, ids: Iterable[int | str]) -> None:
    """Tell whoever is granted ``perm`` at the site that these rows changed, once this commits.

    Only ids travel; browsers fetch through the scoped API. An event that is lost (the broker is away)
    costs a page its freshness and nothing else.
    """
    event = {"site": site_id, "topic": topic, "perm": perm, "ids": list(ids)}
    text = json.dumps(event)
    # Not a partial: Django logs the name of what failed, and a partial has none.
    transaction.on_commit(lambda: _send(text), robust=True)


@lru_cache(maxsize=1)
def _client(url: str) -> Redis:
    return Redis.from_url(
        url,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def _send(event: str) -> None:
    if redis_breaker.open:
        return
    try:
        client = _client(settings.CACHES["default"]["LOCATION"])
        client.xadd(STREAM, {"event": event}, maxlen=KEPT, approximate=True)
    except (RedisError, OSError) as error:
        redis_breaker.failed()
        logger.warning("⚠️ a live event was not sent (%s)", error)
