"""Bits of a parameter set, and what H.264 and H.265 write alike in them: pure."""

from __future__ import annotations

from typing import Final, TypeAlias

Size: TypeAlias = tuple[int, int]
"""Width and height in pixels."""
COLOUR_420, COLOUR_422, COLOUR_444 = 1, 2, 3
MOST_ZEROS: Final = 32


class Bits:
    """Bits of a unit without its header, the bytes that only break up start codes left out."""

    def __init__(self, body: bytes) -> None:
        plain = body.replace(b"\0\0\3", b"\0\0")
        self._value, self._left = int.from_bytes(plain, "big"), len(plain) * 8

    def read(self, count: int) -> int:
        """Return the next bits as a number; raises ValueError at the end."""
        if count > self._left:
            raise ValueError
        self._left -= count
        return self._value >> self._left & (1 << count) - 1

    def code(self) -> int:
        """Return the next ue(v) (9.1); raises ValueError."""
        zeros = 0
        while not self.read(1):
            zeros += 1
            if zeros > MOST_ZEROS:
                raise ValueError
        return (1 << zeros) - 1 + self.read(zeros)

    def signed(self) -> int:
        """Return the next se(v) (9.1.1)."""
        code = self.code()
        return (code + 1) // 2 if code % 2 else -(code // 2)


def cropped(bits: Bits, size: Size, colour: int, fields: int) -> Size:
    """Return the size less what is cut off at its edges, which comes next; raises ValueError."""
    if not bits.read(1):
        return size
    left, right, top, bottom = (bits.code() for _ in range(4))
    across = 2 if colour in {COLOUR_420, COLOUR_422} else 1
    down = (2 if colour == COLOUR_420 else 1) * fields
    return size[0] - across * (left + right), size[1] - down * (top + bottom)
