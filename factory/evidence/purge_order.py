"""What a purge is to let go of, and what it has let go of so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from factory.core.jobs import Json
from factory.evidence.models import Snapshot
from factory.evidence.retention import all_days

BATCH = 500
SLICE_FILES = 20_000
MOST_ERRORS = 100
MEGABYTE = 1024 * 1024
MISSING_SHARE = 20
MISSING_ANYWAY = 100
"""Rows without a file are settled up to a twentieth of all, and up to a hundred of however few."""


@dataclass(slots=True)
class Tally:
    """What a purge has done so far; in a dry run, what it would have done."""

    files_deleted: int = 0
    bytes_freed: int = 0
    rows_settled: int = 0
    directories_removed: int = 0
    rows_missing: int = 0
    rows_waiting: int = 0
    errors: list[str] = field(default_factory=list)

    def failed(self, path: str, error: Exception) -> None:
        text = f"{path}: {getattr(error, 'strerror', None) or error}"
        if len(self.errors) < MOST_ERRORS and text not in self.errors:
            self.errors.append(text)

    def count(self, sizes: Mapping[str, int], gone: Iterable[str]) -> None:
        """Count files by their name in ``sizes`` (bytes)."""
        freed = [sizes[name] for name in gone]
        self.files_deleted += len(freed)
        self.bytes_freed += sum(freed)

    def allow_missing(self, rows: int, *, force: bool) -> bool:
        """Return whether the rows without a file are so few of all that they may be settled."""
        if force or self.rows_missing <= max(rows // MISSING_SHARE, MISSING_ANYWAY):
            return True
        self.rows_waiting = self.rows_missing
        self.errors.append(
            f"The files of {self.rows_missing} of {rows} pictures are missing. Their rows are kept"
            " until somebody has looked: put the files back, or run it with --force."
        )
        return False

    def as_result(self) -> Json:
        """Return the guide's dictionary."""
        return {
            "success": True,
            "files_deleted": self.files_deleted,
            "disk_space_freed_mb": round(self.bytes_freed / MEGABYTE, 2),
            "rows_settled": self.rows_settled,
            "rows_waiting": self.rows_waiting,
            "errors": self.errors,
        }


@dataclass(frozen=True, slots=True)
class Order:
    """What to let go of: rows whose time is over by ``now``, and unknown files past their class's days.

    ``days`` is what ``retention.all_days`` returns. ``sites`` None is the whole installation, with the
    files that no row knows and so belong to no site.
    """

    now: datetime
    days: dict[str, int]
    dry_run: bool = False
    force: bool = False
    sites: tuple[int, ...] | None = None

    def rows(self) -> QuerySet[Snapshot]:
        """Return the rows that this order is about."""
        rows = Snapshot.objects.all()
        return rows if self.sites is None else rows.filter(site__in=self.sites)

    def oldest_in(self, directory: str) -> float:
        """Return the POSIX seconds before which a file of a directory's class is too old."""
        days = self.days.get(directory.partition("/")[0], settings.SNAPSHOT_RETENTION_DAYS)
        return (self.now - timedelta(days=days)).timestamp()

    def is_recent(self, directory: str) -> bool:
        """Return whether pictures may be on their way into a day's (month's, year's) directory."""
        inner = directory.partition("/")[2]
        days = [self.now + timedelta(days=shift) for shift in (-1, 0, 1)]
        return any(f"{day:%Y/%m/%d}/".startswith(f"{inner}/") for day in days)


def make_order(
    now: datetime, *, dry_run: bool, force: bool = False, sites: Sequence[int] | None = None
) -> Order:
    """Return the order that the installation's retention gives; ``force``: a person has looked."""
    chosen = None if sites is None else tuple(sites)
    return Order(now=now, days=all_days(), dry_run=dry_run, force=force, sites=chosen)
