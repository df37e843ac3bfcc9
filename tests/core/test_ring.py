"""A frozen or dead broker slows nobody by more than half a second, and silence follows."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from django.core.cache import caches
from pytest_django import DjangoCaptureOnCommitCallbacks
from redis import Redis

from factory import valkey
from factory.core import ring as doorbell
from factory.core.breaker import SILENT_SECONDS, Breaker, redis_breaker
from factory.core.cache import ForgivingRedisCache
from factory.core.ring import ring
from tests.patience import patient

pytestmark = [pytest.mark.redis, pytest.mark.django_db]
WORST_SECONDS = 0.6


def seconds_to_ring(capture: DjangoCaptureOnCommitCallbacks) -> float:
    began = time.monotonic()
    with capture(execute=True):
        ring("core.sweep")
    return time.monotonic() - began


def test_a_ring_arrives(
    server: subprocess.Popen[bytes],
    tmp_path: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    del server
    seconds_to_ring(django_capture_on_commit_callbacks)
    broker = Redis(unix_socket_path=str(valkey.socket_path(tmp_path)))
    assert broker.llen("gate") == 1
    assert not redis_breaker.open


@pytest.mark.parametrize("signal_number", [signal.SIGSTOP, signal.SIGKILL], ids=["frozen", "dead"])
def test_a_broker_that_does_not_answer_costs_half_a_second_once(
    server: subprocess.Popen[bytes],
    signal_number: signal.Signals,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    seconds_to_ring(django_capture_on_commit_callbacks)
    os.kill(server.pid, signal_number)
    assert seconds_to_ring(django_capture_on_commit_callbacks) < patient(WORST_SECONDS)
    assert redis_breaker.open
    assert seconds_to_ring(django_capture_on_commit_callbacks) < patient(0.05)


def test_a_frozen_cache_merely_forgets(server: subprocess.Popen[bytes], tmp_path: Path) -> None:
    frozen = ForgivingRedisCache(valkey.cache_url(tmp_path), {})
    frozen.set("seen", {"a": [1, 2]}, 30)
    assert frozen.get("seen") == {"a": [1, 2]}
    assert frozen.incr("seen-times", 1) == 1 if frozen.add("seen-times", 0) else True
    os.kill(server.pid, signal.SIGSTOP)
    began = time.monotonic()
    assert frozen.get("seen", "default") == "default"
    assert frozen.get_many(["seen"]) == {}
    frozen.set("seen", 1)
    assert time.monotonic() - began < patient(WORST_SECONDS)


def test_clearing_the_cache_leaves_the_queues_alone() -> None:
    cache = caches["default"]
    client = cache._cache.get_client(write=True)  # type: ignore[attr-defined]
    # A queue of its own: on a Redis that the environment names, other tests' rings wait too.
    client.lpush("a queue", "task")
    cache.set("x", 1)
    cache.clear()
    assert (cache.get("x"), client.llen("a queue")) == (None, 1)
    client.delete("a queue")


def test_the_breaker_closes_by_itself() -> None:
    moment = 100.0
    breaker = Breaker(monotonic=lambda: moment)
    seen = [breaker.open]
    breaker.failed()
    seen.append(breaker.open)
    moment += SILENT_SECONDS
    seen.append(breaker.open)
    assert seen == [False, True, False]


def test_a_publish_is_bounded_below_half_a_second() -> None:
    assert doorbell.PUBLISH_SECONDS < 0.5
