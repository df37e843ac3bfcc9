"""The size of pictures in a sequence parameter set of H.265 (7.3.2.2.1); pure."""

from __future__ import annotations

from streaming.capture.sources.bits import COLOUR_444, Bits, Size, cropped


def h265_size(unit: bytes) -> tuple[int, Size] | None:
    """Return a set's number, and its pictures' size; None if damaged."""
    bits = Bits(unit[2:])
    try:
        bits.read(4)
        layers = bits.read(3)
        bits.read(1 + 96)
        said = [(bits.read(1), bits.read(1)) for _ in range(layers)]
        bits.read(2 * (8 - layers) if layers else 0)
        bits.read(sum(88 * profile + 8 * level for profile, level in said))
        number, colour = bits.code(), bits.code()
        bits.read(1 if colour == COLOUR_444 else 0)
        size = bits.code(), bits.code()
        return number, cropped(bits, size, colour, 1)
    except ValueError:
        return None
