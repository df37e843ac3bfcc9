"""The cache for what may be taken back: a deletion that Redis missed is forgotten by itself."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT

from factory.core.cache import ForgivingRedisCache

REMEMBERED_SECONDS = 30
"""As tokens and roles are: so long may a session be read after a sign-out while Redis was away."""


class BriefRedisCache(ForgivingRedisCache):
    """Keep nothing longer than ``REMEMBERED_SECONDS``, whatever is asked for."""

    def get_backend_timeout(self, timeout: Any = DEFAULT_TIMEOUT) -> int:
        asked = super().get_backend_timeout(timeout)
        return REMEMBERED_SECONDS if asked is None else int(min(asked, REMEMBERED_SECONDS))
