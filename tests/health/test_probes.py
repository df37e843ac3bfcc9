"""Each probe against real rows and a real broker."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings
from redis.exceptions import RedisError

from factory import valkey
from factory.core import clock
from factory.core.models import Heartbeat
from factory.health import probes
from factory.health.verdict import Service

pytestmark = pytest.mark.django_db
FRESH, STALE = timedelta(seconds=5), timedelta(seconds=40)


def beat(name: str, *queues: str, ago: timedelta = FRESH) -> None:
    Heartbeat.objects.create(
        name=name, seen_at=clock.now() - ago, detail={"queues": list(queues)} if queues else {}
    )


def down() -> set[str]:
    return {service.name for service in probes.processes() if not service.ok}


def test_the_database_answers() -> None:
    (service,) = probes.database()
    assert (service.name, service.ok, service.vital) == ("database", True, True)


@pytest.mark.redis
def test_the_broker_answers() -> None:
    assert probes.broker() == [Service("broker", ok=True)]


def test_a_broker_that_is_away_raises(settings: Settings, tmp_path: Path) -> None:
    nowhere = {**settings.CACHES["default"], "LOCATION": valkey.cache_url(tmp_path)}
    settings.CACHES = {"default": nowhere}
    with pytest.raises(RedisError):
        probes.broker()


def test_everybody_is_up() -> None:
    beat("all@host", "faces", "gate")
    beat("maintenance@host", "maintenance")
    beat("beat@host.1")
    assert down() == set()


@pytest.mark.parametrize(
    ("worker_ago", "beat_ago", "expected"),
    [
        (STALE, FRESH, {"worker.faces", "worker.gate"}),
        (FRESH, STALE, {"beat"}),
        (STALE, STALE, {"worker.faces", "worker.gate", "beat"}),
    ],
)
def test_what_has_not_been_seen_lately_is_named(
    worker_ago: timedelta, beat_ago: timedelta, expected: set[str]
) -> None:
    beat("all@host", "faces", "gate", ago=worker_ago)
    beat("maintenance@host", "maintenance")
    beat("beat@host.1", ago=beat_ago)
    assert down() == expected


def cameras_are_down() -> tuple[str, bool, str]:
    return "cameras", False, "no heartbeat lately"


def nothing_to_watch() -> None:
    return None


def test_an_apps_own_check_is_asked(settings: Settings) -> None:
    settings.HEALTH_CHECKS = [f"{__name__}.cameras_are_down", f"{__name__}.nothing_to_watch"]
    asked = probes.probes()
    assert set(asked) == {"database", "broker", "processes", *settings.HEALTH_CHECKS}
    found = [service for path in settings.HEALTH_CHECKS for service in asked[path]()]
    assert found == [Service("cameras", ok=False, detail="no heartbeat lately")]
