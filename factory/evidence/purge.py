"""Letting pictures go: rows by ``expires_at``, then files that no row knows by their age.

Done in slices that go on from a cursor, so that a task never runs long and a crash repeats little.
One file that cannot be deleted is reported and stops nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import connection

from factory.core.jobs import Json, Step
from factory.evidence import tree
from factory.evidence.models import Snapshot
from factory.evidence.retention import all_days, is_over
from factory.evidence.services import store

BATCH = 500
SLICE_FILES = 20_000
MOST_ERRORS = 100
MEGABYTE = 1024 * 1024


@dataclass(slots=True)
class Tally:
    """What a purge has done so far; in a dry run, what it would have done."""

    files_deleted: int = 0
    bytes_freed: int = 0
    rows_settled: int = 0
    directories_removed: int = 0
    errors: list[str] = field(default_factory=list)

    def failed(self, path: str, error: Exception) -> None:
        text = f"{path}: {getattr(error, 'strerror', None) or error}"
        if len(self.errors) < MOST_ERRORS and text not in self.errors:
            self.errors.append(text)

    def as_result(self) -> Json:
        """Return the guide's dictionary."""
        return {
            "success": True,
            "files_deleted": self.files_deleted,
            "disk_space_freed_mb": round(self.bytes_freed / MEGABYTE, 2),
            "rows_settled": self.rows_settled,
            "errors": self.errors,
        }


@dataclass(frozen=True, slots=True)
class Order:
    """What to let go of: rows whose time is over by ``now``, and unknown files past their class's days.

    ``days`` is what ``retention.all_days`` returns.
    """

    now: datetime
    days: dict[str, int]
    dry_run: bool = False

    def oldest_in(self, directory: str) -> float:
        """Return the POSIX seconds before which a file of a directory's class is too old."""
        days = self.days.get(directory.partition("/")[0], settings.SNAPSHOT_RETENTION_DAYS)
        return (self.now - timedelta(days=days)).timestamp()

    def is_recent(self, directory: str) -> bool:
        """Return whether pictures may be on their way into a day's (month's, year's) directory."""
        inner = directory.partition("/")[2]
        days = [self.now + timedelta(days=shift) for shift in (-1, 0, 1)]
        return any(f"{day:%Y/%m/%d}/".startswith(f"{inner}/") for day in days)


def make_order(now: datetime, *, dry_run: bool) -> Order:
    """Return the order that the installation's retention gives."""
    return Order(now=now, days=all_days(), dry_run=dry_run)


def local_root() -> Path | None:
    """Return the snapshot directory, or None where evidence lies elsewhere (S3)."""
    storage = store()
    return Path(storage.location) if isinstance(storage, FileSystemStorage) else None


def purge_slice(order: Order, cursor: Any) -> Step:
    """Do one slice; repeat with the returned cursor until it is None. Safe to repeat from any."""
    cursor = cursor or {"phase": "rows", "after": 0, "tally": asdict(Tally())}
    tally = Tally(**cursor["tally"])
    onward = PHASES[cursor["phase"]](order, cursor["after"], tally)
    if onward is not None:
        onward |= {"tally": asdict(tally)}
    return Step(result=tally.as_result(), cursor=onward, done=tally.files_deleted)


def _rows(order: Order, after: int, tally: Tally) -> dict[str, Any] | None:
    """Let expired rows go, with their files; a row whose file has gone already is settled, too."""
    over = is_over(order.days, order.now)
    expired = Snapshot.objects.filter(over, legal_hold=False, pk__gt=after)
    for _ in range(SLICE_FILES // BATCH):
        batch = list(expired.order_by("pk").values_list("pk", "path", "bytes")[:BATCH])
        if not batch:
            return {"phase": "missing", "after": 0}
        _let_go(order, batch, tally)
        after = batch[-1][0]
        expired = expired.filter(pk__gt=after)
    return {"phase": "rows", "after": after}


def _missing(order: Order, after: int, tally: Tally) -> dict[str, Any] | None:
    """Settle rows whose file has gone before its time; one that is held for the law is only told of."""
    root = local_root()
    rows = Snapshot.objects.order_by("pk").values_list("pk", "path", "legal_hold")
    for _ in range(SLICE_FILES // BATCH):
        batch = list(rows.filter(pk__gt=after)[:BATCH]) if root else []
        if not batch or root is None:
            return {"phase": "files", "after": ""}
        absent = tree.absent(root, [path for _, path, _ in batch])
        for path in (path for _, path, held in batch if held and path in absent):
            tally.failed(path, FileNotFoundError("gone, although it is held for the law"))
        gone = [pk for pk, path, held in batch if path in absent and not held]
        if not order.dry_run:
            settled = Snapshot.objects.filter(pk__in=gone).delete()[1]
            tally.rows_settled += settled.get(Snapshot._meta.label, 0)
        after = batch[-1][0]
    return {"phase": "missing", "after": after}


def _let_go(order: Order, batch: list[tuple[int, str, int]], tally: Tally) -> None:
    sizes = {path: size for _, path, size in batch}
    if order.dry_run:
        _count(tally, sizes, list(sizes))
        return
    removal = _remove(list(sizes), tally)
    gone = {*removal.deleted, *removal.absent}
    rows = Snapshot.objects.filter(pk__in=[pk for pk, path, _ in batch if path in gone])
    tally.rows_settled += rows.delete()[1].get(Snapshot._meta.label, 0)
    _count(tally, sizes, removal.deleted)


def _count(tally: Tally, sizes: dict[str, int], deleted: list[str]) -> None:
    tally.files_deleted += len(deleted)
    tally.bytes_freed += sum(sizes[path] for path in deleted)


def _remove(paths: list[str], tally: Tally) -> tree.Removal:
    root = local_root()
    if root is not None:
        return tree.remove(root, paths, tally.failed)
    removal = tree.Removal()
    for path in paths:
        try:
            store().delete(path)
            removal.deleted.append(path)
        except Exception as error:  # noqa: BLE001 - each storage has errors of its own
            tally.failed(path, error)
    return removal


def _files(order: Order, after: str, tally: Tally) -> dict[str, Any] | None:
    """Let old files go that no row knows; on S3 its own lifecycle rules do that."""
    root = local_root()
    if root is None:
        return None
    limit = tally.files_deleted + SLICE_FILES
    for directory in tree.directories(root, tally.failed, after=after):
        if _tidied(order, root, directory, tally):
            continue
        if _orphans_in(order, root, directory, tally, limit):
            after = directory
        if tally.files_deleted >= limit:
            return {"phase": "files", "after": after}
    return None


def _orphans_in(order: Order, root: Path, directory: str, tally: Tally, limit: int) -> bool:
    """Return whether the directory was seen whole. A slice ends within it only after deleting some,
    so that the next one, which looks at it again, comes further.
    """
    oldest = order.oldest_in(directory)
    old = tree.files(root, directory, tally.failed, before=oldest)
    while batch := list(islice(old, BATCH)):
        _let_orphans_go(order, batch, tally)
        if tally.files_deleted >= limit and not order.dry_run:
            return False
    return True


def _let_orphans_go(order: Order, batch: list[tree.File], tally: Tally) -> None:
    sizes = {file.path: file.bytes for file in batch}
    known = _known(list(sizes))
    unknown = [path for path in sizes if path not in known]
    gone = unknown if order.dry_run else _remove(unknown, tally).deleted
    _count(tally, sizes, gone)


def _known(paths: list[str]) -> set[str]:
    """Return the paths that have a row: plain SQL, since building the ORM's IN costs ten times more."""
    marks = ", ".join(["%s"] * len(paths))
    table = connection.ops.quote_name(Snapshot._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT path FROM {table} WHERE path IN ({marks})", paths)  # noqa: S608
        return {path for (path,) in cursor.fetchall()}


def _tidied(order: Order, root: Path, directory: str, tally: Tally) -> bool:
    """Remove a directory that an earlier night has emptied; return whether it is gone.

    Not in the night that empties it: giving back a large directory's blocks costs as much as a
    third of deleting its files.
    """
    kept = order.dry_run or "/" not in directory or order.is_recent(directory)
    if kept or not tree.remove_if_empty(root, directory):
        return False
    tally.directories_removed += 1
    return True


PHASES: dict[str, Callable[[Order, Any, Tally], dict[str, Any] | None]] = {
    "rows": _rows,
    "missing": _missing,
    "files": _files,
}
