"""How many pictures lie where, and how many are past their time: counted from the files themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from factory.core import clock
from factory.evidence import tree
from factory.evidence.purge_order import MEGABYTE, make_order
from factory.evidence.services import local_root


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
    counts = dict.fromkeys(settings.SNAPSHOT_FOLDERS, (0, 0, 0))
    for directory in tree.directories(root, _unseen):
        name, oldest = directory.partition("/")[0], order.oldest_in(directory)
        for file in tree.files(root, directory, _unseen):
            number, size, old = counts.get(name, (0, 0, 0))
            counts[name] = (number + 1, size + file.bytes, old + (file.modified < oldest))
    return counts


def _unseen(_path: str, _error: OSError) -> None:
    """A file that vanishes or cannot be read while we count is not counted."""
