"""Each test of evidence has a snapshot directory of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture
def root(settings: Settings, tmp_path: Path) -> Path:
    """Return the snapshot directory, with its three classes in it."""
    folder = tmp_path / "snapshots"
    for name in settings.SNAPSHOT_FOLDERS:
        (folder / name).mkdir(parents=True)
    storages = {name: dict(options) for name, options in settings.STORAGES.items()}
    storages["evidence"]["OPTIONS"] = {"location": str(folder), "base_url": None}
    settings.STORAGES = storages
    return folder
