"""How a process asks for memory: glibc's own ways cost megabytes where there are threads or pictures."""

from __future__ import annotations

import contextlib
import ctypes
from typing import Final

M_ARENA_MAX: Final = -8
"""glibc's name for how many heaps there may be."""
HEAPS: Final = 2
M_MMAP_THRESHOLD: Final = -3
"""glibc's name for how many bytes are asked for and given back by themselves, outside the heaps."""
LARGE: Final = 1 << 20
"""Above a JPEG, below a picture that is not encoded."""


def share_heaps() -> None:
    """Have the threads share heaps: with one each, a process keeps megabytes more, at no gain.

    To be called before they start. Does nothing where the C library is another one.
    """
    _set(M_ARENA_MAX, HEAPS)


def give_back_large() -> None:
    """Have whole pictures given back to the system once they are freed.

    By itself glibc begins to keep them in the heaps after the first is freed, and with them holes of
    their size. To be called at the start, by a process that uses its large buffers again rather than
    ask for new ones: each costs it some hundred page faults.
    """
    _set(M_MMAP_THRESHOLD, LARGE)


def _set(name: int, value: int) -> None:
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(name, value)
