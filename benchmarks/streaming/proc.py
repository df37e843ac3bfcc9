"""What processes use, from Linux's /proc, and processes for the time of a block."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pids: list[int]) -> float:
    """User and system time that these processes have used."""
    fields = [
        Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        for pid in pids
    ]
    return sum(int(one[11]) + int(one[12]) for one in fields) / TICKS


def megabytes(pids: list[int]) -> float:
    """Proportional set size: what processes share counts once."""
    files = [Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii") for pid in pids]
    return sum(int(file.partition("\nPss:")[2].split()[0]) for file in files) / 1000


def handles(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def threads(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


def children(pid: int) -> list[int]:
    """The processes that this one has started."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(one) for task in tasks for one in (task / "children").read_text().split()]


@contextmanager
def running(
    command: list[str],
    config: str = "",
    ready: str = "",
    environment: Mapping[str, str] | None = None,
) -> Iterator[int]:
    """Run a process with one line on its stdin; wait for ``ready`` on its stdout if given."""
    inherited = {**os.environ, "PYTHONPATH": str(ROOT)}  # noqa: TID251 - handed on, not read
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE if ready else subprocess.DEVNULL,
        text=True,
        env=environment or inherited,
        cwd=ROOT,
    ) as child:
        assert child.stdin
        child.stdin.write(config)
        child.stdin.flush()
        while child.stdout and ready not in child.stdout.readline():
            pass
        try:
            yield child.pid
        finally:
            child.terminate()
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
