"""The size of H.264 and H.265 in streams over HTTP, however they are packed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from streaming.capture.sources.base import Change
from streaming.capture.sources.sizes import Sizes
from streaming.capture.sources.units import UnitWatch
from tests.streaming.test_sizes import LARGE, SMALL, UNITS

HEVC = bytes.fromhex(str(UNITS[5].values[1]))
HEVC_SMALL = bytes.fromhex(str(UNITS[6].values[1]))
NOISE = np.random.default_rng(1).integers(1, 255, 5000, np.uint8).tobytes()
"""Pictures, as far as anybody can tell who does not decode them."""


def plain(unit: bytes) -> bytes:
    return b"\0\0\0\1" + unit + b"\0\0\0\1\x68pps\0\0\1\x65" + NOISE


def transport_stream(unit: bytes) -> bytes:
    """Cut a picture into packets of 188 bytes, as ISO 13818-1 has it."""
    whole = b"\0\0\1\xe0\0\0\x80\x80\5\x21\0\1\0\1" + b"\0\0\0\1\x09\xf0" + plain(unit)
    cut = [whole[at : at + 184].ljust(184, b"\xff") for at in range(0, len(whole), 184)]
    return b"".join(b"\x47\x01\x00" + bytes([0x10 | n % 16]) + one for n, one in enumerate(cut))


def flv(unit: bytes) -> bytes:
    """Return a tag with a decoder's configuration, and one with a picture."""
    told = (
        b"\x17\0\0\0\0\1\x64\0\x16\xff\xe1" + len(unit).to_bytes(2, "big") + unit + b"\1\0\4\x68pps"
    )
    head = b"\x09" + len(told).to_bytes(3, "big") + bytes(7)
    return head + told + b"\x09\0\x13\x88" + bytes(7) + b"\x27\1" + NOISE


@pytest.mark.parametrize("piece", [1, 7, 188, 1 << 16])
@pytest.mark.parametrize(
    ("packed", "large", "small", "sizes"),
    [
        pytest.param(plain, LARGE, SMALL, ((640, 360), (320, 240)), id="plain"),
        pytest.param(transport_stream, LARGE, SMALL, ((640, 360), (320, 240)), id="MPEG-TS"),
        pytest.param(plain, HEVC, HEVC_SMALL, ((640, 360), (322, 242)), id="H.265"),
        pytest.param(flv, LARGE, SMALL, ((640, 360), (320, 240)), id="FLV"),
    ],
)
def test_another_size(
    packed: Callable[[bytes], bytes],
    large: bytes,
    small: bytes,
    sizes: tuple[tuple[int, int], tuple[int, int]],
    piece: int,
) -> None:
    said = Sizes()
    watch = UnitWatch(said)
    for stream, change in ((packed(large) * 3, None), (packed(small) * 2, Change(*sizes))):
        for at in range(0, len(stream), piece):
            watch.feed(stream[at : at + piece])
        assert said.change == change


def test_what_looks_like_a_set_once_changes_no_size() -> None:
    sizes = Sizes()
    watch = UnitWatch(sizes)
    watch.feed(plain(LARGE) * 3 + plain(SMALL) + plain(LARGE) * 2 + plain(SMALL[:6]) * 3)
    assert sizes.change is None
    watch.feed(bytes(1 << 20))
    assert len(watch._held) < 1 << 10


def test_slices_of_mpeg_2_are_no_sets() -> None:
    sizes = Sizes()
    watch = UnitWatch(sizes)
    head = b"\0\0\1\xb3\x78\x04\x38\x33\x0f\xff\xe0\x18\0\0\1\xb8" + NOISE
    for looking_like in (LARGE, SMALL):
        for number in range(6):
            rows = b"\0\0\1\x26" + NOISE + b"\0\0\1\x27" + looking_like[1:] + b"\0\0\1\x28"
            watch.feed((head if number % 3 == 0 else b"") + rows + NOISE)
    assert sizes.change is None
