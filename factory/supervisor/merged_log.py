"""One readable log out of many: each line behind the aligned, coloured name of its process."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from itertools import cycle
from typing import TextIO

OWN_NAME = "run"
BOLD = 1
# Cyan, yellow, green, magenta, blue and their bright kin; red is left to errors.
COLOURS = (36, 33, 32, 35, 34, 96, 93, 92, 95, 94)

Writer = Callable[[Sequence[str]], None]


class MergedLog:
    """Writes lines to a stream; a stream that is gone must not stop the processes."""

    def __init__(self, stream: TextIO, names: Iterable[str], *, colour: bool) -> None:
        self._stream = stream
        known = [OWN_NAME, *names]
        width = max(map(len, known))
        codes = [BOLD, *(code for _, code in zip(known[1:], cycle(COLOURS), strict=False))]
        self._prefixes = {
            name: _prefix(name.ljust(width), code if colour else None)
            for name, code in zip(known, codes, strict=True)
        }

    def write(self, name: str, lines: Sequence[str]) -> None:
        prefix = self._prefixes[name]
        with contextlib.suppress(OSError, ValueError):
            self._stream.write("".join(f"{prefix}{line}\n" for line in lines))
            self._stream.flush()

    def say(self, text: str) -> None:
        """Write a line of the supervisor's own."""
        self.write(OWN_NAME, [text])

    def writer(self, name: str) -> Writer:
        return lambda lines: self.write(name, lines)


def _prefix(padded: str, code: int | None) -> str:
    return f"{padded} | " if code is None else f"\x1b[{code}m{padded} |\x1b[0m "
