"""Which disks are watched: each on which something grows, by one alert of its own."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_django import Settings

from factory.alerts.models import Alert
from factory.evidence.services import local_root
from identity.models.faces import photo_store
from identity.services import disk

pytestmark = pytest.mark.django_db


class Disks:
    """Directories on disks of their own, by number, and how much of each is free."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.numbers: dict[Path, int] = {}
        self.free: dict[int, float] = {}
        stat = Path.stat

        def told(path: Path, **options: Any) -> Any:
            number = self._number(path)
            return SimpleNamespace(st_dev=number) if number else stat(path, **options)

        def usage(path: Path) -> Any:
            return SimpleNamespace(total=100, free=self.free.get(self._number(Path(path)), 50))

        monkeypatch.setattr(Path, "stat", told)
        monkeypatch.setattr(shutil, "disk_usage", usage)
        monkeypatch.setattr(disk, "_there", lambda place: place)

    def _number(self, path: Path) -> int:
        return self.numbers.get(path, 0)


def open_texts() -> list[str]:
    rows = Alert.objects.filter(kind="disk-space", resolved_at__isnull=True)
    return list(rows.order_by("dedup_key").values_list("text", flat=True))


def test_pictures_on_a_disk_of_their_own(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    root, photos = local_root(), Path(str(photo_store().location))  # type: ignore[attr-defined]
    assert root is not None
    disks = Disks(monkeypatch)
    disks.numbers = {Path(settings.DATA_DIR): 1, root: 2, photos: 2}
    assert disk.places() == [Path(settings.DATA_DIR), root]
    disks.free = {1: 50, 2: 4}
    disk.watch_disk()
    assert open_texts() == [f"Only 4.0 % of the disk is free ({root}); clean up or enlarge."]
    assert disk.least_free_percent() == 4
    disks.free = {1: 5, 2: 11}
    disk.watch_disk()
    assert len(open_texts()) == 2
    disks.free = {1: 5, 2: 50}
    disk.watch_disk()
    assert open_texts() == [
        f"Only 5.0 % of the disk is free ({settings.DATA_DIR}); clean up or enlarge."
    ]


def test_one_disk_is_watched_once(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    root, photos = local_root(), Path(str(photo_store().location))  # type: ignore[attr-defined]
    assert root is not None
    Disks(monkeypatch).numbers = {Path(settings.DATA_DIR): 1, root: 1, photos: 1}
    assert disk.places() == [Path(settings.DATA_DIR)]


def test_a_directory_that_is_still_to_be_made_counts_as_where_it_will_be(
    settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path / "not" / "yet"
    assert 0 <= disk.free_percent(settings.DATA_DIR) <= 100
    assert disk.places()
