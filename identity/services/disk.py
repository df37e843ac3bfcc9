"""An alert before a disk that we write to is full: nothing can be kept on a full one."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import connection

from factory.alerts.models import Alert, Severity
from factory.alerts.services import raise_alert, resolve_alert
from factory.evidence.services import local_root
from factory.sites.selectors import default_site
from identity.models.faces import photo_store

KEY = "disk-space"
CLEAR_BY = 2.0
"""Percent above the mark at which the alert closes, so that it does not come and go at the mark."""


def places() -> list[Path]:
    """Return the directories that grow, one for each file system: the data, the pictures, the photos
    and a database in a file may each have a disk of their own.
    """
    photos = photo_store()
    grown: list[Path | None] = [Path(settings.DATA_DIR), local_root()]
    grown.append(Path(photos.location) if isinstance(photos, FileSystemStorage) else None)
    if connection.vendor == "sqlite" and (name := str(connection.settings_dict["NAME"])):
        grown.append(None if "memory" in name else Path(name).parent)
    by_disk: dict[int, Path] = {}
    for place in grown:
        if place is not None:
            by_disk.setdefault(_there(place).stat().st_dev, place)
    return list(by_disk.values())


def _there(place: Path) -> Path:
    """Return the directory, or the nearest one above it that is there."""
    return next(one for one in (place, *place.absolute().parents) if one.exists())


def free_percent(place: Path) -> float:
    """Return how much of the disk of a directory is free for us."""
    usage = shutil.disk_usage(_there(place))
    return 100 * usage.free / max(usage.total, 1)


def least_free_percent() -> float:
    """Return how much of the fullest of our disks is free."""
    return min(free_percent(place) for place in places())


def watch_disk() -> None:
    """Raise an alert for each disk below DISK_FREE_PERCENT and close it once there is room again."""
    opened = Alert.objects.filter(dedup_key__startswith=KEY, resolved_at__isnull=True)
    open_keys = set(opened.values_list("dedup_key", flat=True))
    site_id, kept = default_site().pk, set()
    for place in places():
        key, free = _key_of(place), free_percent(place)
        if free < settings.DISK_FREE_PERCENT and key not in open_keys:
            raise_alert(
                site_id=site_id,
                kind="disk-space",
                severity=Severity.CRITICAL,
                text=f"Only {free:.1f} % of the disk is free ({place}); clean up or enlarge.",
                dedup_key=key,
            )
        if free < settings.DISK_FREE_PERCENT + CLEAR_BY:
            kept.add(key)
    for key in open_keys - kept:
        resolve_alert(site_id=site_id, dedup_key=key)


def _key_of(place: Path) -> str:
    return KEY if place == Path(settings.DATA_DIR) else f"{KEY}:{place}"[:200]
