"""Which pictures of one frame may be asked for, and when two of them are the same picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from streaming.annotations import Annotations


class Size(StrEnum):
    """Small for tiles and phones, medium for a desk, full as the camera gives it."""

    SMALL = "small"
    MEDIUM = "medium"
    FULL = "full"


HEIGHTS: Final = {Size.SMALL: 360, Size.MEDIUM: 720}
"""Lines of a picture at most; a smaller camera is never blown up."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One way to show a frame; equal values are encoded once. ``quality`` is JPEG's, 1 to 100."""

    size: Size = Size.FULL
    overlay: bool = True
    personal: bool = False
    quality: int = 80


def fitted(size: Size, width: int, height: int) -> tuple[int, int]:
    """Return the (width, height) in even pixels that a frame of this size is shown in."""
    lines = HEIGHTS.get(size, height)
    if lines >= height:
        return width, height
    return max(2, round(width * lines / height / 2) * 2), lines


def distinct(
    picture: Picture, annotations: Annotations, shape: tuple[int, int], *, panel: bool
) -> Picture:
    """Return the plainest picture that looks the same, so that twins share one encoding.

    ``shape`` is the frame's (width, height).
    """
    size = picture.size if fitted(picture.size, *shape) != shape else Size.FULL
    drawn = picture.overlay and (panel or bool(annotations.detections or annotations.shapes))
    secret = drawn and any(one.personal for one in annotations.detections)
    return replace(picture, size=size, overlay=drawn, personal=picture.personal and secret)
