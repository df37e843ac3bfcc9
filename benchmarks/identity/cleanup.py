"""The clean-up of 200,000 files, half of them old, beside ``find -mtime +90 -delete`` on the same tree.

``python -m benchmarks.identity.cleanup [--files 200000] [--rounds 2]``: in turn, each on a fresh tree
of the product's own layout, caches warm. Once more with a row for every file. Prints seconds, the
ratio, and how much memory grew.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

from django.core.management import call_command

from benchmarks.identity import environment
from factory.core import clock
from factory.evidence import home
from factory.evidence.models import Snapshot
from factory.evidence.services import store
from factory.sites.selectors import default_site
from identity.services import cleanup_whole

OLD_DAYS, YOUNG_DAYS = 120, 30
A_DAY = 1000
"""Pictures in each class's directory of a day."""
LIMIT = 1.5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    root = Path(store().path(""))
    pairs = [one_round(root, options.files) for _ in range(options.rounds)]
    theirs, ours = (median(column) for column in zip(*pairs, strict=True))
    print(f"{options.files} files, half old, on {environment.FOLDER}")
    print(f"find -mtime +90 -delete {theirs:7.2f} s")
    print(f"our clean-up            {ours:7.2f} s   ratio {ours / theirs:.2f} (at most {LIMIT})")
    with_rows = rows_round(root, options.files)
    print(f"with a row for each     {with_rows:7.2f} s   (files and rows deleted together)")
    return 0 if ours <= LIMIT * theirs else 1


def one_round(root: Path, files: int) -> tuple[float, float]:
    """Return the seconds of find and of ours, each on a tree of its own."""
    make_tree(root, files)
    began = time.monotonic()
    subprocess.run(["find", str(root), "-type", "f", "-mtime", "+90", "-delete"], check=True)
    theirs = time.monotonic() - began
    left = count(root)
    make_tree(root, files)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    result = cleanup_whole()
    ours = time.monotonic() - began
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
    assert (result["files_deleted"], count(root)) == (files - left, left), result
    print(f"find {theirs:.2f} s, ours {ours:.2f} s, memory grew by {grown / 1024:.1f} MB")
    return theirs, ours


def rows_round(root: Path, files: int) -> float:
    """Return the seconds of ours where each file has a row."""
    paths = make_tree(root, files)
    site, now = default_site(), clock.now()
    rows = (
        Snapshot(site=site, kind="faces", path=path, bytes=1, captured_at=now - timedelta(days=age))
        for path, age in paths
    )
    Snapshot.objects.bulk_create(rows, batch_size=5000)
    began = time.monotonic()
    result = cleanup_whole()
    seconds = time.monotonic() - began
    assert result["files_deleted"] == result["rows_settled"] == files // 2, result
    return seconds


def make_tree(root: Path, files: int) -> list[tuple[str, int]]:
    """Write the files anew; return (path, age in days) of each."""
    shutil.rmtree(root, ignore_errors=True)
    made = []
    for number in range(files // A_DAY):
        age = OLD_DAYS + number if number % 2 else YOUNG_DAYS
        kind = ("unknown", "faces", "vehicles")[number % 3]
        day = clock.now() - timedelta(days=age)
        folder = f"{kind}/{day:%Y/%m/%d}"
        (root / folder).mkdir(parents=True, exist_ok=True)
        moment = day.timestamp()
        for index in range(A_DAY):
            path = f"{folder}/{number:04}-{index:04}.jpg"
            (root / path).touch()
            os.utime(root / path, (moment, moment))
            made.append((path, age))
    home.adopt(root)
    return made


def count(root: Path) -> int:
    """Return how many pictures there are; the mark of their directory is none."""
    return sum(name.endswith(".jpg") for _, _, names in os.walk(root) for name in names)


if __name__ == "__main__":
    sys.exit(main())
