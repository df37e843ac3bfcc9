"""All probes at once: in time whatever hangs, one look a second, no secrets in what failed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from factory.health.panel import Panel
from factory.health.verdict import Service
from tests.patience import patient


def up(name: str) -> Callable[[], list[Service]]:
    return lambda: [Service(name, ok=True)]


@pytest.fixture
def stuck() -> Iterator[threading.Event]:
    """Set at the end, so that a probe that hangs on it lets its thread go."""
    release = threading.Event()
    yield release
    release.set()


def state(services: list[Service]) -> dict[str, tuple[bool, str]]:
    return {service.name: (service.ok, service.detail) for service in services}


def test_a_probe_that_hangs_is_down_and_delays_nobody(stuck: threading.Event) -> None:
    asked: list[int] = []

    def hanging() -> list[Service]:
        asked.append(1)
        stuck.wait(10)
        return [Service("broker", ok=True)]

    panel = Panel({"database": up("database"), "broker": hanging}, patience_seconds=0.1)
    for _ in range(2):
        panel._seen = None
        began = time.monotonic()
        assert state(panel.look()) == {"database": (True, ""), "broker": (False, "no answer")}
        assert time.monotonic() - began < patient(0.5)
    assert len(asked) == 1, "a hanging probe is not started a second time"
    stuck.set()
    panel._seen = None
    assert state(panel.look())["broker"] == (True, "")


def test_a_probe_that_fails_is_down_without_its_text() -> None:
    def failing() -> list[Service]:
        raise ConnectionError("password authentication failed for user factory at 10.0.0.5")

    (service,) = Panel({"database": failing}).look()
    assert service == Service("database", ok=False, detail="ConnectionError", vital=True)


def test_a_hook_is_named_by_its_function() -> None:
    def failing() -> list[Service]:
        raise ValueError

    (service,) = Panel({"streaming.health.cameras": failing}).look()
    assert (service.name, service.ok, service.vital) == ("cameras", False, False)


def test_many_who_ask_at_once_share_one_look() -> None:
    asked: list[int] = []

    def slow() -> list[Service]:
        asked.append(1)
        time.sleep(0.1)
        return [Service("database", ok=True)]

    panel = Panel({"database": slow})
    askers = [threading.Thread(target=panel.look) for _ in range(20)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len(asked) == 1
    assert panel.kept() == [Service("database", ok=True)]
