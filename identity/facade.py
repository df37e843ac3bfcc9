"""The guide's ``SnapshotCleanupService``: its arguments and its dictionaries over our services."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from factory.core.errors import DomainError
from factory.evidence.statistics import snapshot_statistics
from identity.services import cleanup_whole


class SnapshotCleanupService:
    """Deletes snapshots past their time, over every directory of ``data/snapshots``.

    How long they stay is SNAPSHOT_RETENTION_DAYS (90), which the guide calls RETENTION_DAYS.
    """

    @property
    def retention_days(self) -> int:
        return int(settings.SNAPSHOT_RETENTION_DAYS)

    def cleanup_old_snapshots(self, dry_run: bool = False) -> dict[str, Any]:
        """Return ``success, files_deleted, disk_space_freed_mb, errors``; nothing is raised.

        ``success`` is false where the clean-up must wait for a person; ``errors`` then says why.
        Files that could not be deleted are listed in ``errors`` and stop nothing.
        """
        try:
            return cleanup_whole(dry_run=dry_run)
        except DomainError as error:
            return {
                "success": False,
                "files_deleted": 0,
                "disk_space_freed_mb": 0.0,
                "errors": [error.detail],
            }

    def get_snapshot_statistics(self) -> dict[str, Any]:
        """Return ``total_files, total_size_mb, old_files, by_directory``."""
        return snapshot_statistics()
