"""What every test may ask for."""

from __future__ import annotations

import gc
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from factory import valkey
from factory.core.breaker import redis_breaker
from factory.core.memo import forget_all
from tests import migrated

# A busy machine makes a test slow, and says nothing of the code.
hypothesis_settings.register_profile(
    "busy", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("busy")


# Tests of real processes on a real clock. On CI's shared machine one of them fails now and then for
# what the machine did: it is asked a second time there, and the summary shows what it said at first.
ON_A_REAL_CLOCK = ("ops", "streaming", "supervisor", "system", "web")
REAL_PARTS = ("slow", "both", "browser", "rtsp", "redis")


def _on_a_real_clock(item: pytest.Item) -> bool:
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    return folder in ON_A_REAL_CLOCK or any(map(item.get_closest_marker, REAL_PARTS))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever touches the database touches PostgreSQL in CI's second run."""
    for item in items:
        if item.get_closest_marker("django_db") and not item.get_closest_marker("once"):
            item.add_marker("postgres")
        if os.environ.get("CI") == "true" and _on_a_real_clock(item):
            item.add_marker(pytest.mark.flaky(reruns=1, reruns_delay=1))


def pytest_collection_finish() -> None:
    """Let no collection go through eleven thousand tests again: it took a fifth of their time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _valkey() -> Iterator[None]:
    """Run the embedded Valkey, unless the environment names a Redis."""
    if settings.REDIS_URL:
        yield
        return
    command = valkey.server_command(Path(settings.DATA_DIR))
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        deadline = time.monotonic() + 10
        while not valkey.socket_path(Path(settings.DATA_DIR)).exists():
            assert time.monotonic() < deadline, "the embedded Valkey did not start"
            time.sleep(0.01)
        yield
        server.terminate()


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """Let the tests' own database be a copy of one that was migrated before."""
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated.postgres_database()
        yield
        return
    # Django's own name for it; it migrates whatever it finds there.
    with migrated.in_memory(f"file:memorydb_{connection.alias}?mode=memory&cache=shared"):
        yield


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> None:
    """Hashing is slow on purpose, and hundreds of tests make a user."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def _static_files_in_place() -> None:
    """Every test client would look for all static files anew: 60 ms each time."""
    settings.WHITENOISE_USE_FINDERS = False


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """No test sees what another one remembered."""
    redis_breaker.reset()
    cache.clear()
    forget_all()
    yield
    redis_breaker.reset()


@pytest.fixture
def inline_tasks() -> Iterator[None]:
    """Run tasks where they are rung for, at commit."""
    # A worker imports the apps' tasks at its start; here nobody else does.
    current_app.loader.import_default_modules()
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False
