"""What is refused before anything is decoded."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageOps

from factory.core.errors import Invalid
from identity.engines.pictures import as_jpeg, as_rgb
from identity.image_headers import MOST_BYTES, Header, check_upload, read_header
from tests.identity.builders import make_picture


def png_claiming(width: int, height: int) -> bytes:
    """Return a tiny PNG whose header claims the given size."""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header(width, height))


def header(width: int, height: int) -> bytes:
    return struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def two_headers(width: int, height: int) -> bytes:
    """Return a PNG whose first header claims 100 pixels a side; it has a few kilobytes."""
    rows = zlib.compress(bytes((width // 8 + 2) * height))
    pixels = chunk(b"IHDR", header(width, height)) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return png_claiming(100, 100) + pixels


def with_note(tag: int, kind: int, number: int, value: bytes, *, held: int = 6) -> bytes:
    """Return a JPEG of 120 by 100 pixels with EXIF's orientation ``held`` and one more entry."""
    exif, buffer = Image.Exif(), io.BytesIO()
    exif[0x010F], exif[0x0112] = "x", held
    Image.linear_gradient("L").resize((120, 100)).rotate(20).save(buffer, "JPEG", exif=exif)
    maker = struct.pack(">HHI", 0x010F, 2, 2) + b"x\0\0\0"
    assert maker in buffer.getvalue()
    return buffer.getvalue().replace(maker, struct.pack(">HHI", tag, kind, number) + value, 1)


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


def test_the_pixels_that_would_be_decoded_are_bounded_too() -> None:
    with pytest.raises(Invalid) as caught:
        as_jpeg(two_headers(9000, 9000))
    assert caught.value.code == "image-too-large"


DAMAGED = [
    ("a resolution that is text", (0x011A, 2, 1, b"x\0\0\0")),
    ("a resolution that is no number", (0x011A, 11, 1, b"\xff\xff\xff\xff")),
    ("a unit that is a fraction", (0x0128, 1, 2, b"x\0\0\0")),
    ("a unit too large", (0x0128, 4, 1, b"\xff\xff\xff\xff")),
    ("a maker that is a number", (0x010F, 11, 1, b"x\0\0\0")),
]


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("note", [r[1] for r in DAMAGED], ids=[r[0] for r in DAMAGED])
def test_damage_in_a_cameras_note_costs_no_picture(note: tuple[int, int, int, bytes]) -> None:
    assert read_header(as_jpeg(with_note(*note))) == Header("JPEG", 100, 120)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_note_that_cannot_be_read_turns_nothing() -> None:
    endless = with_note(0x8769, 6, 1, b"\xff\xff\xff\xff")
    assert read_header(as_jpeg(endless)).kind == "JPEG"


@pytest.mark.parametrize("held", range(1, 9))
def test_pictures_are_turned_as_pillow_would(held: int) -> None:
    jpeg = with_note(0x010F, 2, 2, b"x\0\0\0", held=held)
    with Image.open(io.BytesIO(jpeg)) as picture:
        turned = ImageOps.exif_transpose(picture).convert("RGB")
    assert np.array_equal(as_rgb(jpeg), np.asarray(turned))


def test_what_was_taken_is_never_too_large_for_the_engine_afterwards() -> None:
    grain = np.random.default_rng(1).integers(0, 255, (3000, 4000, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(grain).save(buffer, "JPEG", quality=40)
    assert 3_000_000 < len(buffer.getvalue()) <= MOST_BYTES
    jpeg = as_jpeg(buffer.getvalue())
    assert check_upload(jpeg) == Header("JPEG", 2309, 1732)


@pytest.mark.parametrize("held", range(1, 9))
def test_a_grey_picture_of_16_bits_keeps_its_greys(held: int) -> None:
    greys = np.linspace(2000, 60000, 120 * 100).reshape(100, 120).astype(np.uint16)
    exif, deep, plain = Image.Exif(), io.BytesIO(), io.BytesIO()
    exif[0x0112] = held
    Image.fromarray(greys).save(deep, "PNG", exif=exif)
    Image.fromarray((greys >> 8).astype(np.uint8)).save(plain, "PNG", exif=exif)
    assert struct.pack(">BB", 16, 0) in deep.getvalue()[:30], "16 bits, grey"
    seen = as_rgb(deep.getvalue())
    assert np.array_equal(seen, as_rgb(plain.getvalue()))
    assert (int(seen.min()), int(seen.max())) == (7, 234)
