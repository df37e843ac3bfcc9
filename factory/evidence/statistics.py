"""How many pictures of each class there are, and how many are past their time.

A picture lies in the directory of the class that it had on arrival; counted is the class that it has,
since a face that was named later is kept as a known one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeAlias

from django.conf import settings
from django.db.models import Count, Q, Sum

from factory.core import clock
from factory.evidence import tree
from factory.evidence.known import is_inside, known_among
from factory.evidence.models import Snapshot
from factory.evidence.purge_order import BATCH, MEGABYTE, Order, make_order
from factory.evidence.retention import may_go
from factory.evidence.services import local_root

Counts: TypeAlias = tuple[int, int, int]
"""Of a class: files, bytes, old files."""
NONE: Counts = (0, 0, 0)


def snapshot_statistics(sites: Sequence[int] | None = None) -> dict[str, Any]:
    """Return the guide's ``total_files, total_size_mb, old_files, by_directory``.

    Of the whole installation the files are counted, with those that no row knows; files that lie in
    no class's directory are under ``.``. Of some ``sites`` the pictures of their rows are, and elsewhere
    than on a disk (S3) the rows. ``old_files`` are those that a clean-up would delete now.
    """
    root = local_root()
    if root is None:
        counts = _by_rows(sites)
    else:
        counts = _by_class(root) if sites is None else _of_sites(root, sites)
    return {
        "total_files": sum(files for files, _, _ in counts.values()),
        "total_size_mb": _megabytes(sum(size for _, size, _ in counts.values())),
        "old_files": sum(old for _, _, old in counts.values()),
        "by_directory": {
            name: {"files": files, "size_mb": _megabytes(size), "old_files": old}
            for name, (files, size, old) in sorted(counts.items())
        },
    }


def _megabytes(size: int) -> float:
    return round(size / MEGABYTE, 2)


def _by_class(root: Path) -> dict[str, Counts]:
    order = make_order(clock.now(), dry_run=True)
    counts: dict[str, Counts] = dict.fromkeys(settings.SNAPSHOT_FOLDERS, NONE)
    for directory in tree.everywhere(root, _unseen):
        files = tree.files(root, directory, _unseen)
        first = next(files, None)
        if first is None:
            continue
        there, here = chain([first], files), directory.partition("/")[0]
        noted = _noted(order, directory)
        before = order.oldest_in(here)
        while batch := list(islice(there, BATCH)):
            orphans = _orphans(batch, noted, before)
            for file in batch:
                name, over = noted.get(file.path, (here, file.path in orphans))
                number, size, old = counts.get(name, NONE)
                counts[name] = (number + 1, size + file.bytes, old + over)
    return counts


def _of_sites(root: Path, sites: Sequence[int]) -> dict[str, Counts]:
    order = make_order(clock.now(), dry_run=True, sites=sites)
    over = Q(may_go(order.days, order.now))
    rows = order.rows().annotate(over=over).order_by("pk")
    facts = rows.values_list("path", "kind", "bytes", "over").iterator(BATCH)
    counts: dict[str, Counts] = dict.fromkeys(settings.SNAPSHOT_FOLDERS, NONE)
    while batch := list(islice(facts, BATCH)):
        absent = tree.absent(root, [path for path, *_ in batch])
        for path, name, size, is_over in batch:
            if path not in absent:
                number, total, old = counts.get(name, NONE)
                counts[name] = (number + 1, total + size, old + bool(is_over))
    return counts


def _by_rows(sites: Sequence[int] | None) -> dict[str, Counts]:
    order = make_order(clock.now(), dry_run=True, sites=sites)
    is_old = Count("pk", filter=may_go(order.days, order.now))
    rows = order.rows().order_by().values("kind")
    facts = rows.annotate(files=Count("pk"), size=Sum("bytes"), old=is_old)
    found = {one["kind"]: (one["files"], one["size"], one["old"]) for one in facts}
    return dict.fromkeys(settings.SNAPSHOT_FOLDERS, NONE) | found


def _noted(order: Order, directory: str) -> dict[str, tuple[str, bool]]:
    """Return path → (class, whether its time is over) of the pictures directly in a directory of which
    its name does not say enough: their class is another by now, or their time is over.
    """
    if directory == tree.TOP:
        return {}
    over = may_go(order.days, order.now)
    rows = Snapshot.objects.filter(is_inside(directory)).annotate(over=Q(over))
    said = rows.filter(~Q(kind=directory.partition("/")[0]) | over)
    facts = said.values_list("path", "kind", "over").iterator()
    return {
        path: (kind, bool(is_over))
        for path, kind, is_over in facts
        if path.rpartition("/")[0] == directory
    }


def _orphans(batch: list[tree.File], noted: Mapping[str, Any], before: float) -> set[str]:
    """Return the paths of old files that no row knows."""
    old = [file.path for file in batch if file.modified < before and file.path not in noted]
    return set(old) - known_among(old)


def _unseen(_path: str, _error: OSError) -> None:
    """A file that vanishes or cannot be read while we count is not counted."""
