"""Live events: ids on a capped Redis stream, sent when the transaction commits, for who may look."""

from __future__ import annotations

import json
import logging
import os
import threading
import time
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
GATHERED_SECONDS = 0.02
MOST_IDS = 500
About = tuple[int, str, str]
"""Site, topic, and the permission that it takes to hear of it."""


def publish(site_id: int, topic: str, perm: str, ids: Iterable[int | str]) -> None:
    """Tell whoever is granted ``perm`` at the site that these rows changed, once this commits.

    Only ids travel; browsers fetch through the scoped API. An event that is lost (the broker is away)
    costs a page its freshness and nothing else, so nobody waits for it to be sent.
    """
    about, told = (site_id, topic, perm), tuple(ids)
    # Not a partial: Django logs the name of what failed, and a partial has none.
    transaction.on_commit(lambda: _outbox.put(about, told), robust=True)


class _Outbox:
    """Events on their way: one thread sends what has gathered, and like with like in one message."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._filled = threading.Condition()
        self._waiting: dict[About, list[int | str]] = {}
        self._thread: threading.Thread | None = None

    def put(self, about: About, ids: Iterable[int | str]) -> None:
        with self._filled:
            self._waiting.setdefault(about, []).extend(ids)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="events", daemon=True)
                self._thread.start()
            self._filled.notify()

    def _run(self) -> None:
        while True:
            with self._filled:
                self._filled.wait_for(lambda: self._waiting)
                waiting, self._waiting = self._waiting, {}
            _send([_message(about, ids) for about, ids in waiting.items()])
            # Whoever looks at a page sees no difference, and a busy gate sends a hundredth as often.
            time.sleep(GATHERED_SECONDS)


_outbox = _Outbox()
# A child has its parent's events but not its thread; what the parent gathered is the parent's to send.
os.register_at_fork(after_in_child=_outbox.reset)


def _message(about: About, ids: list[int | str]) -> str:
    site_id, topic, perm = about
    return json.dumps({"site": site_id, "topic": topic, "perm": perm, "ids": ids[-MOST_IDS:]})


@lru_cache(maxsize=1)
def _client(url: str) -> Redis:
    return Redis.from_url(
        url,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def _send(messages: list[str]) -> None:
    if redis_breaker.open:
        return
    try:
        pipeline = _client(settings.CACHES["default"]["LOCATION"]).pipeline(transaction=False)
        for message in messages:
            pipeline.xadd(STREAM, {"event": message}, maxlen=KEPT, approximate=True)
        pipeline.execute()
    except (RedisError, OSError) as error:
        redis_breaker.failed()
        logger.warning("⚠️ live events were not sent (%s)", error)
