"""A house for each test, ended with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.supervisor.running import Running

House = Callable[..., Running]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Return a function that starts a supervisor with the given processes."""
    started: list[Running] = []

    def start(*specs: dict[str, Any]) -> Running:
        started.append(Running(tmp_path / f"house{len(started)}", list(specs)))
        return started[-1]

    yield start
    for running in started:
        running.process.kill()
        running.process.wait()
