"""Long work on SQLite leaves others their turn, and elsewhere loses no time."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from django.db import connection

from factory.core.turns import taking_turns


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    pauses: list[float] = []
    # Its own name for the module: other threads go on sleeping.
    clock = SimpleNamespace(sleep=pauses.append, monotonic=time.monotonic)
    monkeypatch.setattr("factory.core.turns.time", clock)
    return pauses


def work(seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


@pytest.mark.parametrize(("vendor", "expected"), [("sqlite", 1), ("postgresql", 0)])
@pytest.mark.django_db(transaction=True)
def test_a_pause_as_long_as_the_work(
    slept: list[float], monkeypatch: pytest.MonkeyPatch, vendor: str, expected: int
) -> None:
    monkeypatch.setattr(connection, "vendor", vendor)
    with taking_turns():
        work(0.02)
    assert len(slept) == expected
    assert all(0.02 <= pause < 0.5 for pause in slept)


@pytest.mark.django_db
def test_no_pause_while_a_transaction_is_open(slept: list[float]) -> None:
    with taking_turns():
        work(0.001)
    assert slept == []
