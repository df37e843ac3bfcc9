"""Decoding uploaded pictures, after their header was found within bounds."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image
from PIL.Image import Transpose

from factory.core.errors import Invalid
from identity.image_headers import LEAST_SIDE, MOST_BYTES, check_size, check_upload

QUALITY, LOWER = 92, (92, 80, 60, 40)
SCALED_PIXELS = 4_000_000
"""A picture that would grow beyond what may be sent on is brought to this, and then made coarser."""
TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
"""What makes a picture upright, by EXIF's orientation (CIPA DC-008, table 6)."""


def as_jpeg(data: bytes, *, least_side: int = LEAST_SIDE) -> bytes:
    """Return the picture as an upright JPEG without metadata of its own.

    Raises Invalid for what is not a whole JPEG or PNG within our bounds. Where a camera's note says
    how it was held, the pixels are turned; GPS positions and thumbnails do not travel further.
    What comes back is within the same bounds, whatever compressed the upload better than we do.
    """
    picture = _decoded(data, least_side)
    jpeg = _encoded(picture, QUALITY)
    if len(jpeg) <= MOST_BYTES:
        return jpeg
    small = _scaled(picture)
    return next(
        (jpeg for quality in LOWER if len(jpeg := _encoded(small, quality)) <= MOST_BYTES), jpeg
    )


def _encoded(picture: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def _scaled(picture: Image.Image) -> Image.Image:
    factor = (SCALED_PIXELS / (picture.width * picture.height)) ** 0.5
    if factor >= 1:
        return picture
    return picture.resize((round(picture.width * factor), round(picture.height * factor)))


def as_rgb(data: bytes) -> NDArray[np.uint8]:
    """Return the pixels as uint8[height, width, 3], red first; raises Invalid."""
    return np.asarray(_decoded(data, LEAST_SIDE), dtype=np.uint8)


def _decoded(data: bytes, least_side: int) -> Image.Image:
    check_upload(data, least_side=least_side)
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as opened:
            # A file may have several headers, and Pillow goes by the last.
            check_size(*opened.size, least_side=least_side)
            opened.load()
            return _eight_bit(_upright(opened)).convert("RGB")
    except Invalid:
        raise
    except Exception as error:
        # Damaged bytes lead Pillow to errors of many kinds.
        text = "The picture is damaged."
        raise Invalid(text, code="image-damaged", fields={"image": text}) from error


def _eight_bit(picture: Image.Image) -> Image.Image:
    """Bring a grey picture of 16 bits (PNG) to eight: Pillow would cut its values off at 255."""
    if not picture.mode.startswith("I"):
        return picture
    return Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))


def _upright(picture: Image.Image) -> Image.Image:
    """Turn a picture as its camera's note says; a note that cannot be read turns nothing.

    Not by ``ImageOps.exif_transpose``, which writes the whole note anew and stumbles over damage in it.
    """
    try:
        turn = TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 - the pixels are whole, whatever is wrong with the note
        return picture
    return picture if turn is None else picture.transpose(turn)
