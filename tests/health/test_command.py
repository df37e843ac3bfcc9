"""``manage.py health``: an exit code that scripts and containers can use."""

from __future__ import annotations

import json
import socket

import pytest
from django.core.management import call_command

from factory.core import clock
from factory.core.heartbeats import FRESH
from factory.core.models import Heartbeat
from factory.health.management.commands import health
from factory.health.verdict import Service

pytestmark = pytest.mark.django_db
HOST = socket.gethostname()


def ended(*words: str) -> int:
    with pytest.raises(SystemExit) as end:
        call_command("health", *words)
    return int(end.value.code or 0)


@pytest.mark.parametrize(
    ("written", "asked", "code"),
    [
        (f"worker@{HOST}", "worker", 0),
        (f"beat@{HOST}.4711", "beat", 0),
        (f"cameras@{HOST}-17", "cameras", 0),
        ("worker@another", "worker", 1),
        (f"maintenance@{HOST}", "worker", 1),
        ("", "worker", 1),
    ],
)
def test_a_container_asks_for_its_own_heartbeat(written: str, asked: str, code: int) -> None:
    if written:
        Heartbeat.objects.create(name=written, seen_at=clock.now())
    assert ended("--here", asked) == code


def test_an_old_heartbeat_is_none() -> None:
    name = f"worker@{HOST}"
    Heartbeat.objects.create(name=name, seen_at=clock.now() - 2 * FRESH)
    assert ended("--here", "worker") == 1


@pytest.mark.parametrize(("is_up", "code"), [(True, 0), (False, 1)])
def test_the_whole_by_word_and_by_json(
    is_up: bool,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(health, "probes", lambda: {"beat": lambda: [Service("beat", ok=is_up)]})
    assert ended() == code
    assert ("healthy" if is_up else "degraded") in capsys.readouterr().out
    assert ended("--json") == code
    told = json.loads(capsys.readouterr().out)
    assert told["services"]["beat"]["status"] == ("up" if is_up else "down")
