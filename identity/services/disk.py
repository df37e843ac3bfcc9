"""An alert before the disk of the pictures is full: nothing can be kept on a full one."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from factory.alerts.models import Alert, Severity
from factory.alerts.services import raise_alert, resolve_alert
from factory.sites.selectors import default_site

KEY = "disk-space"
CLEAR_BY = 2.0
"""Percent above the mark at which the alert closes, so that it does not come and go at the mark."""


def free_percent() -> float:
    """Return how much of the disk of DATA_DIR is free for us."""
    usage = shutil.disk_usage(Path(settings.DATA_DIR))
    return 100 * usage.free / max(usage.total, 1)


def watch_disk() -> None:
    """Raise the alert below DISK_FREE_PERCENT and close it once there is room again."""
    free, least = free_percent(), settings.DISK_FREE_PERCENT
    is_open = Alert.objects.filter(dedup_key=KEY, resolved_at__isnull=True).exists()
    site_id = default_site().pk
    if free < least and not is_open:
        raise_alert(
            site_id=site_id,
            kind="disk-space",
            severity=Severity.CRITICAL,
            text=f"Only {free:.1f} % of the disk is free ({settings.DATA_DIR}); clean up or enlarge.",
            dedup_key=KEY,
        )
    elif is_open and free >= least + CLEAR_BY:
        resolve_alert(site_id=site_id, dedup_key=KEY)
