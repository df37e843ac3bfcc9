"""Whether a photo is fit for enrolment, and what a better one would look like. Pure.

The bounds are our own trials' on faces brought to one size; AWS's guide asks for bright and sharp
photos of one person looking into the camera, without figures of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from identity.refusals import GROUP, NO_FACE, OVEREXPOSED, WORDS

SMALL, TINY = 100, 40
BLURRED, SOFT = 20.0, 60.0
DARK, BRIGHT = 50.0, 215.0


@dataclass(frozen=True, slots=True)
class FaceFacts:
    """One face of a photo: its side in the photo's own pixels; the variance of the Laplacian, and
    the mean grey (0 to 255), of the face brought to 150 pixels.
    """

    side: float
    sharpness: float
    brightness: float


@dataclass(frozen=True, slots=True)
class Examined:
    """``refusal``: why the photo cannot be enrolled. ``hint``: what would make it better."""

    refusal: str = ""
    hint: str = ""


def examine_faces(faces: Sequence[FaceFacts]) -> Examined:
    """Return the verdict on a photo in which these faces were found."""
    if len(faces) != 1:
        return Examined(refusal=GROUP if faces else NO_FACE)
    (face,) = faces
    if face.side < TINY:
        return Examined(refusal=WORDS["SMALL_BOUNDING_BOX"])
    if face.sharpness < BLURRED:
        return Examined(refusal=_why_without_edges(face))
    return Examined(hint=" ".join(_hints(face)))


def _why_without_edges(face: FaceFacts) -> str:
    """Return why a face shows no edges: too little light, or too much, takes them as a blur does."""
    if face.brightness < DARK:
        return WORDS["LOW_BRIGHTNESS"]
    return OVEREXPOSED if face.brightness > BRIGHT else WORDS["LOW_SHARPNESS"]


def _hints(face: FaceFacts) -> list[str]:
    hints = (
        (face.side < SMALL, f"The face is only {face.side:.0f} pixels wide: come closer."),
        (face.sharpness < SOFT, "The face is a little blurred: hold still, in better light."),
        (face.brightness < DARK, "The face is dark: more light from the front."),
        (face.brightness > BRIGHT, "The face is overexposed: less light from the front."),
    )
    return [text for holds, text in hints if holds]
