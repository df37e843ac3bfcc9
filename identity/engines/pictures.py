"""Decoding uploaded pictures, after their header was found within bounds."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from factory.core.errors import Invalid
from identity.image_headers import check_upload

QUALITY = 92


def as_jpeg(data: bytes) -> bytes:
    """Return the picture as an upright JPEG without metadata of its own.

    Raises Invalid for what is not a whole JPEG or PNG within our bounds. Where a camera's note says
    how it was held, the pixels are turned; GPS positions and thumbnails do not travel further.
    """
    picture = _decoded(data)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


def as_rgb(data: bytes) -> NDArray[np.uint8]:
    """Return the pixels as uint8[height, width, 3], red first; raises Invalid."""
    return np.asarray(_decoded(data), dtype=np.uint8)


def _decoded(data: bytes) -> Image.Image:
    check_upload(data)
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as opened:
            upright = ImageOps.exif_transpose(opened)
            return upright.convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        text = "The picture is damaged."
        raise Invalid(text, code="image-damaged", fields={"image": text}) from error
