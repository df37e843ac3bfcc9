"""How many pictures of each class there are, and how many are past their time.

A picture lies in the directory of the class that it had on arrival; counted is the class that it has,
since a face that was named later is kept as a known one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

from django.conf import settings
from django.db.models import Count, Sum

from factory.core import clock
from factory.evidence import tree
from factory.evidence.models import Snapshot
from factory.evidence.orphans import is_inside
from factory.evidence.purge_order import MEGABYTE, make_order
from factory.evidence.retention import is_over
from factory.evidence.services import local_root

Counts: TypeAlias = tuple[int, int, int]
"""Of a class: files, bytes, old files."""
NONE: Counts = (0, 0, 0)


def snapshot_statistics(sites: Sequence[int] | None = None) -> dict[str, Any]:
    """Return the guide's ``total_files, total_size_mb, old_files, by_directory``.

    Of the whole installation the files are counted, with those that no row knows; ``old_files`` are
    older than the installation keeps their class. Of some ``sites``, and elsewhere than on a disk
    (S3), the rows are; theirs are old when their time is over.
    """
    root = local_root()
    counts = _by_class(root) if root and sites is None else _by_rows(sites)
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
    for directory in tree.directories(root, _unseen):
        files = tree.files(root, directory, _unseen)
        first = next(files, None)
        if first is None:
            continue
        here, others = directory.partition("/")[0], _of_other_classes(directory)
        for file in chain([first], files):
            name = others.get(file.path, here)
            number, size, old = counts.get(name, NONE)
            is_old = file.modified < order.oldest_in(name)
            counts[name] = (number + 1, size + file.bytes, old + is_old)
    return counts


def _by_rows(sites: Sequence[int] | None) -> dict[str, Counts]:
    order = make_order(clock.now(), dry_run=True, sites=sites)
    is_old = Count("pk", filter=is_over(order.days, order.now))
    rows = order.rows().order_by().values("kind")
    facts = rows.annotate(files=Count("pk"), size=Sum("bytes"), old=is_old)
    found = {one["kind"]: (one["files"], one["size"], one["old"]) for one in facts}
    return dict.fromkeys(settings.SNAPSHOT_FOLDERS, NONE) | found


def _of_other_classes(directory: str) -> dict[str, str]:
    """Return path → class of the pictures directly in a directory whose class is not its own."""
    moved = Snapshot.objects.filter(is_inside(directory)).exclude(kind=directory.partition("/")[0])
    facts = moved.values_list("path", "kind").iterator()
    return {path: kind for path, kind in facts if path.rpartition("/")[0] == directory}


def _unseen(_path: str, _error: OSError) -> None:
    """A file that vanishes or cannot be read while we count is not counted."""
