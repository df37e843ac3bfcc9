"""Bytes into lines, in bounded memory."""

from __future__ import annotations

LONGEST_LINE = 8192


class LineSplitter:
    """Cuts a stream of bytes into lines of text; a longer line comes in pieces of ``longest``."""

    def __init__(self, longest: int = LONGEST_LINE) -> None:
        self._longest = longest
        self._rest = b""

    def feed(self, chunk: bytes) -> list[str]:
        """Return the lines that ``chunk`` completes."""
        *whole, rest = (self._rest + chunk).split(b"\n")
        pieces = [piece for line in whole for piece in self._pieces(line)]
        while len(rest) > self._longest:
            pieces.append(rest[: self._longest])
            rest = rest[self._longest :]
        self._rest = rest
        return [_text(piece) for piece in pieces]

    def close(self) -> list[str]:
        """Return what was written after the last line's end, if anything."""
        rest, self._rest = self._rest, b""
        return [_text(rest)] if rest else []

    def _pieces(self, line: bytes) -> list[bytes]:
        ends = range(0, max(len(line), 1), self._longest)
        return [line[start : start + self._longest] for start in ends]


def _text(piece: bytes) -> str:
    return piece.decode("utf-8", "replace").rstrip("\r")
