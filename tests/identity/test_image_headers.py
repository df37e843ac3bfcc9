"""What is refused before anything is decoded."""

from __future__ import annotations

import struct
import zlib

import pytest

from factory.core.errors import Invalid
from identity.engines.pictures import as_jpeg
from identity.image_headers import Header, check_upload, read_header
from tests.identity.builders import make_picture


def png_claiming(width: int, height: int) -> bytes:
    """Return a tiny PNG whose header claims the given size."""
    ihdr = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + ihdr + struct.pack(">I", zlib.crc32(ihdr))
    return b"\x89PNG\r\n\x1a\n" + chunk


def test_sizes_are_read_from_the_header() -> None:
    assert read_header(make_picture((321, 123))) == Header("JPEG", 321, 123)
    assert read_header(make_picture((321, 123), kind="PNG")) == Header("PNG", 321, 123)
    filled = make_picture((90, 91))
    assert read_header(filled[:2] + b"\xff\xff" + filled[3:]) == Header("JPEG", 90, 91)


REFUSED = [
    ("a GIF named .jpg", make_picture(kind="GIF"), "image-format"),
    ("text", b"hello", "image-format"),
    ("nothing", b"", "image-format"),
    ("a hundred megapixels in 33 bytes", png_claiming(10_000, 10_000), "image-too-large"),
    ("a PNG cut in its header", png_claiming(200, 200)[:20], "image-damaged"),
    ("a JPEG cut in its header", make_picture()[:30], "image-damaged"),
    ("79 pixels wide", make_picture((79, 200)), "image-too-small"),
    ("79 pixels high", make_picture((200, 79), kind="PNG"), "image-too-small"),
    ("more than 5 MB", make_picture() + bytes(5 * 1024 * 1024), "image-too-large"),
]


@pytest.mark.parametrize(("data", "code"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_refused(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_upload(data)
    assert caught.value.code == code
    assert "image" in caught.value.fields


def test_eighty_pixels_are_enough() -> None:
    assert check_upload(make_picture((80, 80))).width == 80


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_truncated_picture_is_refused_when_decoded(kind: str) -> None:
    whole = make_picture((300, 300), kind=kind)
    with pytest.raises(Invalid) as caught:
        as_jpeg(whole[: len(whole) * 2 // 3])
    assert caught.value.code == "image-damaged"


def test_a_claimed_size_without_pixels_is_refused_when_decoded() -> None:
    with pytest.raises(Invalid):
        as_jpeg(png_claiming(400, 400))


def test_a_png_becomes_a_jpeg() -> None:
    assert read_header(as_jpeg(make_picture((100, 90), kind="PNG"))) == Header("JPEG", 100, 90)
