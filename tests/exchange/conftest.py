"""The declared importers of these tests, and a folder of their own for uploads."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _devices_can_be_imported(settings: Settings, tmp_path: Path) -> None:
    settings.IMPORTERS = ["tests.exchange.importing.DEVICES"]
    folder = {"location": str(tmp_path / "imports"), "base_url": None}
    kept = settings.STORAGES["imports"] | {"OPTIONS": folder}
    settings.STORAGES = {**settings.STORAGES, "imports": kept}
