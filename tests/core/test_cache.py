"""The cache on its server: one client a process, whatever the context that asks."""

from __future__ import annotations

from contextvars import Context
from typing import Any

import pytest
from django.core.cache import cache

pytestmark = pytest.mark.redis


def _client() -> Any:
    cache.set("asked", "once")
    return cache._cache.get_client()  # type: ignore[attr-defined]


def test_every_context_shares_one_client_and_its_connections() -> None:
    ours = _client()
    before = len(ours.connection_pool._available_connections)
    theirs = [Context().run(_client) for _ in range(20)]
    assert all(client is ours for client in theirs)
    assert len(ours.connection_pool._available_connections) == before


@pytest.mark.parametrize("value", [None, True, 7, 0.5, "text", [1, "a"], {"a": {"b": [2]}}])
def test_what_is_kept_comes_back_as_it_was(value: Any) -> None:
    cache.set("value", value)
    assert cache.get("value", "nothing") == value


def test_a_number_can_be_counted_on() -> None:
    cache.set("count", 4)
    assert cache.incr("count") == 5
    assert cache.get("count") == 5
