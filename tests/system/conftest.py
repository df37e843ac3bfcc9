"""A house for each proof, its database a copy of one that was migrated once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.ground import migrated
from tests.system.house import House


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return migrated(tmp_path_factory.mktemp("migrated"))


@pytest.fixture
def house(template: Path) -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="proof-") as folder:
        made = House(Path(folder))
        try:
            made.ground.lay(template)
            yield made
        finally:
            made.end()
