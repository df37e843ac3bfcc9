"""Letting pictures go: rows by their class's days, then files that no row knows by their age.

Done in slices that go on from a cursor, so that a task never runs long and a crash repeats little.
One file that cannot be deleted is reported and stops nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from factory.core.jobs import Step
from factory.evidence import home, missing, tree
from factory.evidence.models import Snapshot
from factory.evidence.orphans import Folder
from factory.evidence.purge_order import BATCH, SLICE_FILES, Order, Tally
from factory.evidence.retention import may_go
from factory.evidence.services import local_root, store


def purge_slice(order: Order, cursor: Any) -> Step:
    """Do one slice; repeat with the returned cursor until it is None. Safe to repeat from any."""
    cursor = cursor or {"phase": "rows", "after": 0, "tally": asdict(Tally())}
    tally = Tally(**cursor["tally"])
    root = local_root()
    away = home.why_not_home(root) if root else ""
    if away:
        tally.errors.append(f"Stopped: {away}")
        return Step(result=tally.as_result() | {"success": False}, done=tally.files_deleted)
    onward = PHASES[cursor["phase"]](order, cursor["after"], tally)
    if onward is not None:
        onward |= {"tally": asdict(tally)}
    return Step(result=tally.as_result(), cursor=onward, done=tally.files_deleted)


def _rows(order: Order, after: int, tally: Tally) -> dict[str, Any] | None:
    """Let expired rows go, with their files; a row whose file has gone already is settled, too."""
    expired = order.rows().filter(may_go(order.days, order.now)).order_by("pk")
    facts = expired.values_list("pk", "path", "bytes")
    for _ in range(SLICE_FILES // BATCH):
        batch = list(facts.filter(pk__gt=after)[:BATCH])
        if not batch:
            return {"phase": "missing", "after": 0}
        _let_go(order, batch, tally)
        after = batch[-1][0]
    return {"phase": "rows", "after": after}


def _let_go(order: Order, batch: list[tuple[int, str, int]], tally: Tally) -> None:
    sizes = {path: size for _, path, size in batch}
    if order.dry_run:
        root = local_root()
        absent = tree.absent(root, list(sizes)) if root else frozenset()
        tally.count(sizes, [path for path in sizes if path not in absent])
        return
    removal = _remove(list(sizes), tally)
    gone = {*removal.deleted, *removal.absent}
    rows = Snapshot.objects.filter(pk__in=[pk for pk, path, _ in batch if path in gone])
    tally.rows_settled += rows.delete()[1].get(Snapshot._meta.label, 0)
    tally.count(sizes, removal.deleted)


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
    if order.sites is not None or root is None or not root.is_dir():
        return None
    limit = tally.files_deleted + SLICE_FILES
    for directory in tree.everywhere(root, tally.failed, after=after):
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
    try:
        with tree.opened(root, directory) as descriptor:
            folder = Folder(order, descriptor, directory, tally)
            for batch in folder.batches():
                folder.let_orphans_go(batch)
                if tally.files_deleted >= limit and not order.dry_run:
                    return False
    except OSError as error:
        tally.failed(directory, error)
    return True


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
    "missing": missing.count,
    "settle": missing.settle,
    "files": _files,
}
