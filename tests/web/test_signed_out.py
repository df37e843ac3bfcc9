"""A sign-out that Redis did not hear of holds all the same, half a minute later at the latest."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.cache import caches
from django.test import Client

from factory.core.breaker import redis_breaker
from factory.core.brief_cache import REMEMBERED_SECONDS
from tests.builders import default_site, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.redis]


def _signed_in() -> Client:
    client = Client()
    user = make_user((default_site(), "hr"))
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    assert client.get("/api/v1/employees").status_code == 200
    return client


def _seconds_left(key: str) -> int:
    cache = caches[settings.SESSION_CACHE_ALIAS]
    client = cache._cache.get_client()  # type: ignore[attr-defined]
    left: int = client.ttl(cache.make_key(SessionStore(key).cache_key))
    return left


def test_a_session_is_read_from_the_cache_for_half_a_minute_at_most() -> None:
    key = _signed_in().cookies[settings.SESSION_COOKIE_NAME].value
    assert 0 < _seconds_left(key) <= REMEMBERED_SECONDS


def test_a_sign_out_while_redis_was_away_is_not_undone_for_longer() -> None:
    client = _signed_in()
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    redis_breaker.failed()
    client.post("/admin/logout/")
    redis_breaker.reset()
    assert _seconds_left(key) <= REMEMBERED_SECONDS

    # As the seconds do.
    caches[settings.SESSION_CACHE_ALIAS].delete(SessionStore(key).cache_key)
    stranger = Client()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = key
    assert stranger.get("/api/v1/employees").status_code == 401
