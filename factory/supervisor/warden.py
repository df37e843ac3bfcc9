"""Kills what a supervisor leaves behind when it dies without a word.

A program of its own (standard library only, run by path): its standard input is a pipe from the
supervisor, which writes ``+GROUP`` and ``-GROUP`` as process groups come and go. The pipe's end
means that the supervisor is gone, by whatever means: the groups still on the list are killed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterable


def groups_left(notes: Iterable[str]) -> set[int]:
    """Return the groups that came and did not go; a note cut short by a death is left out."""
    left: set[int] = set()
    for note in notes:
        if note.endswith("\n") and note[1:].strip().isdecimal():
            (left.add if note[0] == "+" else left.discard)(int(note[1:]))
    return left


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for group in groups_left(sys.stdin):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    main()
