"""Old pictures for tests, in a directory of the test's own."""

from __future__ import annotations

import os
import time
from pathlib import Path

from pytest_django import Settings

MEGABYTE = 1024 * 1024
DAY_SECONDS = 86_400


def keep_pictures_in(settings: Settings, folder: Path) -> None:
    """Let ``folder`` be the snapshot directory."""
    storages = {name: dict(options) for name, options in settings.STORAGES.items()}
    storages["evidence"]["OPTIONS"] = {"location": str(folder), "base_url": None}
    settings.STORAGES = storages


def make_old_files(root: Path, *, count: int, size_mb: float, days: float) -> list[Path]:
    """Return files in the snapshot directory ``root`` that no row knows, ``days`` old.

    They weigh ``size_mb`` together, but are sparse and take no room.
    """
    return [
        _aged(root / ("unknown" if number % 2 else "faces") / f"{days:g}-{number}.jpg", size, days)
        for number, size in enumerate([int(size_mb * MEGABYTE / count)] * count)
    ]


def _aged(file: Path, size: int, days: float) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    os.truncate(file, size)
    moment = time.time() - days * DAY_SECONDS
    os.utime(file, (moment, moment))
    return file
