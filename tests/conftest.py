"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from celery import current_app
from django.core.cache import cache
from pytest_django.plugin import DjangoDbBlocker

from factory.core.breaker import redis_breaker


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """No test sees what another one remembered."""
    redis_breaker.reset()
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def inline_tasks() -> Iterator[None]:
    """Run tasks where they are rung for, at commit."""
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False


__all__ = ["Callable", "DjangoDbBlocker"]
