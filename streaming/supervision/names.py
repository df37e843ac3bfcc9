"""What a supervisor is called, and whether the one of that name can still be alive."""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path
from typing import Final

CAMERAS: Final = "cameras@"
VISION: Final = "vision@"
"""What heartbeats are called, before the supervisor's name."""


def new_name() -> str:
    """Return this process's name: place, process number, and a word of its own."""
    return f"{_place()}.{os.getpid()}.{secrets.token_hex(3)}"


def is_dead(name: str) -> bool:
    """Say whether the supervisor of that name was a process of this very place that has gone.

    Of another host, or of another container of this one, nothing can be known: its lease must end.
    """
    place, _, rest = name.rpartition(".")[0].rpartition(".")
    return place == _place() and rest.isdecimal() and not _runs(int(rest))


def _place() -> str:
    """Return the host, and the namespace in which its process numbers mean anything."""
    try:
        space = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        space = 0
    return f"{socket.gethostname()[:64]}-{space}"


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
