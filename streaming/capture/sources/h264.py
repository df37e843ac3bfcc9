"""The size of pictures in a sequence parameter set of H.264 (7.3.2.1.1); pure."""

from __future__ import annotations

from typing import Final

from streaming.capture.sources.bits import COLOUR_420, COLOUR_444, Bits, Size, cropped

HIGH: Final = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})
"""Profiles that say how colours are sampled; with the others it is 4:2:0."""


def h264_size(unit: bytes) -> tuple[int, Size] | None:
    """Return a set's number, and its pictures' size; None if damaged."""
    bits = Bits(unit[1:])
    try:
        profile = bits.read(8)
        bits.read(16)
        number = bits.code()
        colour = _colour(bits) if profile in HIGH else COLOUR_420
        bits.code()
        _skip_order(bits)
        bits.code()
        bits.read(1)
        width, height = (bits.code() + 1) * 16, bits.code() + 1
        fields = 2 - bits.read(1)
        bits.read(fields)
        return number, cropped(bits, (width, height * 16 * fields), colour, fields)
    except ValueError:
        return None


def _colour(bits: Bits) -> int:
    colour = bits.code()
    bits.read(1 if colour == COLOUR_444 else 0)
    bits.code()
    bits.code()
    bits.read(1)
    if bits.read(1):
        for place in range(12 if colour == COLOUR_444 else 8):
            if bits.read(1):
                _skip_list(bits, 16 if place < 6 else 64)  # noqa: PLR2004 - 7.3.2.1.1.1
    return colour


def _skip_list(bits: Bits, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed()) % 256
        last = following or last


def _skip_order(bits: Bits) -> None:
    kind = bits.code()
    if kind == 0:
        bits.code()
    elif kind == 1:
        bits.read(1)
        bits.signed()
        bits.signed()
        for _ in range(bits.code()):
            bits.signed()
