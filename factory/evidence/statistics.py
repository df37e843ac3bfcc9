"""How many pictures of each class there are, and how many are past their time.

A picture lies in the directory of the class that it had on arrival; counted is the class that it has,
since a face that was named later is kept as a known one.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings

from factory.core import clock
from factory.evidence import tree
from factory.evidence.models import Snapshot
from factory.evidence.orphans import is_inside
from factory.evidence.purge_order import MEGABYTE, make_order
from factory.evidence.services import local_root

NONE = (0, 0, 0)


def snapshot_statistics() -> dict[str, Any]:
    """Return the guide's ``total_files, total_size_mb, old_files, by_directory``.

    ``old_files`` are older than the installation keeps their class. Elsewhere than on a disk (S3) all
    are 0.
    """
    root = local_root()
    counts = _by_class(root) if root else {}
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


def _by_class(root: Path) -> dict[str, tuple[int, int, int]]:
    """Return class → (files, bytes, old files)."""
    order = make_order(clock.now(), dry_run=True)
    counts = dict.fromkeys(settings.SNAPSHOT_FOLDERS, NONE)
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


def _of_other_classes(directory: str) -> dict[str, str]:
    """Return path → class of the pictures directly in a directory whose class is not its own."""
    moved = Snapshot.objects.filter(is_inside(directory)).exclude(kind=directory.partition("/")[0])
    facts = moved.values_list("path", "kind").iterator()
    return {path: kind for path, kind in facts if path.rpartition("/")[0] == directory}


def _unseen(_path: str, _error: OSError) -> None:
    """A file that vanishes or cannot be read while we count is not counted."""
