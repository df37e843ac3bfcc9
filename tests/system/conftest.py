"""A house for each proof."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.house import House


@pytest.fixture
def house() -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="proof-") as folder:
        made = House(Path(folder))
        try:
            made.ground.lay()
            yield made
        finally:
            made.end()
