"""What a camera says of its pictures' size, and that another size is noticed."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from streaming.capture.sources.base import Change
from streaming.capture.sources.delimiting import Delimiting
from streaming.capture.sources.h264 import h264_size
from streaming.capture.sources.h265 import h265_size
from streaming.capture.sources.jpegs import JpegWatch
from streaming.capture.sources.sizes import Sizes
from tests.streaming.test_delimiting import described, packet

# As x264 and x265 write them.
UNITS = [
    pytest.param(
        b"H264", "67640016acd940a02ff970110000030001000003001e0f162d96", (640, 360), id="high"
    ),
    pytest.param(
        b"H264", "6742c00cd90141fb0110000003001000000301e0f142a480", (320, 240), id="baseline"
    ),
    pytest.param(
        b"H264",
        "67640028acd94078044fde0220000003002000000303c3e2c5b2c0",
        (1920, 1080),
        id="interlaced",
    ),
    pytest.param(
        b"H264",
        "67f40016919b281405ff3e0220000003002000000303c1e2c5b2c0",
        (640, 362),
        id="4:4:4, scaling lists",
    ),
    pytest.param(
        b"H264", "677a000cbcd9415087888fc044000003000400000300783c50a658", (322, 242), id="4:2:2"
    ),
    pytest.param(
        b"H265",
        "42010101600000030090000003000003003fa00502016965959a4932bc05a020000003002000000301e1",
        (640, 360),
        id="H.265",
    ),
    pytest.param(
        b"H265",
        "4201010408000003009e0800000300003c90014901f39e7cb2b349265780b4040000030004000003003c20",
        (322, 242),
        id="H.265 4:4:4",
    ),
    pytest.param(
        b"H265",
        "4201010408000003009d08000003000078b003c08010e4d96566924caf0168080000030008000003007840",
        (1920, 1080),
        id="H.265 4:2:2, three layers",
    ),
]
LARGE, SMALL = (bytes.fromhex(str(one.values[1])) for one in UNITS[:2])
SLICE = b"\x65slice"


@pytest.mark.parametrize(("codec", "unit", "size"), UNITS)
def test_the_size_in_a_parameter_set(codec: bytes, unit: str, size: tuple[int, int]) -> None:
    read = h264_size if codec == b"H264" else h265_size
    assert read(bytes.fromhex(unit)) == (0, size)


@pytest.mark.parametrize(("codec", "unit", "size"), UNITS)
def test_a_damaged_parameter_set_says_nothing_or_something(
    codec: bytes, unit: str, size: tuple[int, int]
) -> None:
    read, whole = h264_size if codec == b"H264" else h265_size, bytes.fromhex(unit)
    assert read(whole[:6]) is None
    for at in range(len(whole)):
        for value in (0x00, 0xFF):
            read(whole[:at] + bytes([value]) + whole[at + 1 :])


def several(*units: bytes) -> bytes:
    return b"\x78" + b"".join(len(one).to_bytes(2, "big") + one for one in units)


def jpeg_packet(width: int, height: int) -> bytes:
    return bytes([0, 0, 0, 0, 1, 80, width // 8, height // 8]) + b"scan"


@pytest.mark.parametrize(
    ("codec", "bodies", "changed"),
    [
        pytest.param(b"H264", [LARGE, SLICE, LARGE, SLICE], False, id="the same"),
        pytest.param(b"H264", [LARGE, SLICE, SMALL, SLICE], True, id="another"),
        pytest.param(b"H264", [several(LARGE, b"\x68p"), several(SMALL)], True, id="with others"),
        pytest.param(
            b"H264", [several(LARGE), several(b"\x68p")[:-1], b"\x78\0"], False, id="cut off"
        ),
        pytest.param(b"H264", [LARGE, SMALL[:6], b""], False, id="damaged"),
        pytest.param(b"JPEG", [jpeg_packet(640, 360), jpeg_packet(640, 360)], False, id="JPEG"),
        pytest.param(
            b"JPEG", [jpeg_packet(640, 360), jpeg_packet(320, 240)], True, id="JPEG, another"
        ),
        pytest.param(b"VP8", [LARGE, SMALL], False, id="something else"),
    ],
)
def test_another_size_in_an_rtsp_stream(codec: bytes, bodies: list[bytes], changed: bool) -> None:
    sizes = Sizes()
    stream = Delimiting(sizes=sizes)
    stream.feed(described(codec))
    for number, body in enumerate(bodies):
        stream.feed(packet(number, last=True, body=body))
    assert bool(sizes.change) == changed


def test_sound_and_other_streams_have_sizes_of_their_own() -> None:
    sizes = Sizes()
    stream = Delimiting(sizes=sizes)
    stream.feed(described())
    stream.feed(packet(1, last=True, body=LARGE) + packet(1, last=True, channel=2, body=SMALL))
    assert not sizes.change
    # Behind an extension of the head, and a source that contributes.
    rtp = b"\x91\xe0\0\2TIMESSRCCSRC" + b"\xbe\xde\0\1WORD" + SMALL
    stream.feed(b"$\0" + len(rtp).to_bytes(2, "big") + rtp)
    assert sizes.change


def jpeg(width: int, height: int, thumbnail: bytes = b"") -> bytes:
    noise = np.random.default_rng(width).integers(0, 255, (height, width, 3), np.uint8)
    whole = bytes(cv2.imencode(".jpg", noise)[1])
    app = b"\xff\xe1" + (2 + len(thumbnail)).to_bytes(2, "big") + thumbnail
    return whole[:2] + app + whole[2:]


@pytest.mark.parametrize("piece", [1, 7, 1000, 1 << 16])
def test_another_size_in_a_stream_of_jpegs(piece: int) -> None:
    part = b"--frame\r\nContent-Type: image/jpeg\r\n\r\n"
    large = part + jpeg(64, 48, thumbnail=jpeg(16, 16)) + b"\xff\xd8\xff\r\n"
    small = part + jpeg(48, 64)
    sizes = Sizes()
    watch = JpegWatch(sizes)
    for said, changed in ((large * 3, False), (small, True)):
        passed = b"".join(watch.feed(said[at : at + piece]) for at in range(0, len(said), piece))
        assert (passed, bool(sizes.change)) == (said, changed)


def test_a_coding_in_chunks_changes_no_size() -> None:
    whole = jpeg(64, 48)
    sizes = Sizes()
    watch = JpegWatch(sizes)
    watch.feed(whole)
    # A server between puts its own words anywhere within the head of a picture.
    for cut in range(2, whole.index(b"\xff\xda")):
        watch.feed(whole[:cut] + b"\r\n400\r\n" + whole[cut:])
        assert sizes.change is None, cut


def test_other_video_that_looks_like_a_jpeg_changes_no_size() -> None:
    sizes = Sizes()
    watch = JpegWatch(sizes)
    for said in (
        b"\xc0\1\2\3\4\5\6\7\3\0",
        b"\xc1\0\x11\x08\7\6\5\4\2\0",
        b"\xc2\0\x11\2\4\3\2\1\3\0",
    ):
        watch.feed(b"\xff\xd8\xff" + said)
    assert not sizes._first


def test_a_size_that_is_the_old_one_again_is_no_change() -> None:
    sizes = Sizes()
    for size, change in (
        ((64, 48), None),
        ((32, 24), Change((64, 48), (32, 24))),
        ((64, 48), None),
    ):
        sizes.note("jpeg", size)
        assert sizes.change == change


def test_what_never_says_its_size_is_not_held() -> None:
    watch = JpegWatch(Sizes())
    for _ in range(40):
        watch.feed(b"\xff\xd8\xff" + b"\xff\xe1\xff\xff" + bytes(1 << 16))
        assert len(watch._held) < 2 << 20
