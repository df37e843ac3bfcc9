"""A process that is told by its stdin what to do, and ends when that does."""

from __future__ import annotations

import contextlib
import json
import logging
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from streaming.supervision.tenure import Tenure

logger = logging.getLogger(__name__)
ROOT: Final = Path(__file__).parents[2]
STOP_S: Final = 3.0


def start(
    command: Sequence[str], order: str, tenure: Tenure | None = None
) -> subprocess.Popen[bytes]:
    """Start ``command``, and tell it ``order`` by its first line, and how long it may go on.

    In one breath: who is frozen in between must not leave a process behind that knows no end.
    """
    process = subprocess.Popen(command, stdin=subprocess.PIPE, cwd=ROOT)  # noqa: S603 - our own words only
    assert process.stdin is not None
    try:
        process.stdin.write(order.encode() + b"\n" + _lease(tenure))
        process.stdin.flush()
    except BrokenPipeError:
        # It died at once; whoever looks finds it so.
        logger.warning("⚠️ a process did not start: %s", command[-1])
    return process


def renew(process: subprocess.Popen[bytes], tenure: Tenure | None) -> None:
    """Tell a process by its stdin how long it may go on."""
    assert process.stdin is not None
    # One that has died is found so by its exit.
    with contextlib.suppress(OSError):
        process.stdin.write(_lease(tenure))
        process.stdin.flush()


def _lease(tenure: Tenure | None) -> bytes:
    return b"" if tenure is None else json.dumps({"lease": tenure.until}).encode() + b"\n"


def end(process: subprocess.Popen[bytes], patience: float = STOP_S) -> None:
    """Close its stdin, which ends it; kill it when that does not help."""
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
