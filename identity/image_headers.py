"""What an uploaded picture says of itself, read from its first bytes before anything decodes it.

A file of a few hundred bytes can claim a hundred megapixels; a name ends in .jpg whatever is inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from factory.core.errors import Invalid

MOST_BYTES = 5 * 1024 * 1024
LEAST_SIDE = 80
"""Amazon Rekognition's limits: 5 MB of raw bytes, 80 pixels a side (developer guide, limits)."""
MOST_TOGETHER = 19 * 1024 * 1024
"""Of several photos at once: what fits into a request's 20 MB beside the rest of a form."""
TOO_MUCH = "The photos are larger than 19 MB together: hand them in in several goes."
MOST_PIXELS = 25_000_000

PNG = b"\x89PNG\r\n\x1a\n"
PNG_HEADER_BYTES = 24
JPEG = b"\xff\xd8\xff"
# The frame headers of JPEG (ITU T.81, table B.1): all of C0 to CF but the tables DHT, JPG and DAC.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})


@dataclass(frozen=True, slots=True)
class Header:
    """``kind`` is JPEG or PNG; sides in pixels."""

    kind: str
    width: int
    height: int


def read_header(data: bytes) -> Header:
    """Return what a JPEG or PNG says of itself; raises Invalid for anything else."""
    if data.startswith(PNG):
        return _png(data)
    if data.startswith(JPEG):
        return _jpeg(data)
    raise _bad("Only JPEG and PNG pictures are taken.", "image-format")


def check_upload(data: bytes, *, least_side: int = LEAST_SIDE) -> Header:
    """Return the header of a picture within our bounds; raises Invalid, saying which bound."""
    if len(data) > MOST_BYTES:
        raise _bad("The picture is larger than 5 MB.", "image-too-large")
    header = read_header(data)
    check_size(header.width, header.height, least_side=least_side)
    return header


def is_small(data: bytes) -> bool:
    """Return whether a picture has fewer pixels a side than an engine takes."""
    header = read_header(data)
    return min(header.width, header.height) < LEAST_SIDE


def check_size(width: int, height: int, *, least_side: int = LEAST_SIDE) -> None:
    """Raise Invalid for sides in pixels that are out of our bounds."""
    if min(width, height) < least_side:
        raise _bad(f"Each side needs at least {least_side} pixels.", "image-too-small")
    if width * height > MOST_PIXELS:
        raise _bad("The picture has more than 25 million pixels.", "image-too-large")


def _bad(text: str, code: str) -> Invalid:
    return Invalid(text, code=code, fields={"image": text})


def _png(data: bytes) -> Header:
    if data[12:16] != b"IHDR" or len(data) < PNG_HEADER_BYTES:
        raise _bad("The PNG is damaged.", "image-damaged")
    return Header("PNG", int.from_bytes(data[16:20]), int.from_bytes(data[20:24]))


def _jpeg(data: bytes) -> Header:
    for marker, start in _segments(data):
        if marker in FRAMES and start + 7 <= len(data):
            height = int.from_bytes(data[start + 3 : start + 5])
            return Header("JPEG", int.from_bytes(data[start + 5 : start + 7]), height)
    raise _bad("The JPEG is damaged.", "image-damaged")


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield each marker with the offset of its segment, up to where the picture's data begin."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:  # noqa: PLR2004
        marker = data[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 - a fill byte
            at += 1
            continue
        yield marker, at + 2
        length = 0 if marker in STANDALONE else int.from_bytes(data[at + 2 : at + 4])
        at += 2 + length
