"""Why a photo could not be enrolled, in plain words. Pure."""

from __future__ import annotations

from collections.abc import Iterable

# The reasons of IndexFaces' UnindexedFaces (Amazon Rekognition API reference).
WORDS = {
    "EXCEEDS_MAX_FACES": "There is more than one face in the photo.",
    "EXTREME_POSE": "The head is turned or tilted too far.",
    "LOW_BRIGHTNESS": "The face is too dark.",
    "LOW_SHARPNESS": "The face is blurred.",
    "LOW_CONFIDENCE": "It is not certain that this is a face.",
    "SMALL_BOUNDING_BOX": "The face is too small in the photo.",
    "LOW_FACE_QUALITY": "The face is partly covered or of poor quality.",
}
NO_FACE = "There is no face in the photo."
OVEREXPOSED = "The face is overexposed."
GROUP = "There is more than one face in the photo; take one of this person alone."


def in_words(reasons: Iterable[str]) -> str:
    """Return one text for an engine's reasons; a reason that we do not know is shown as it is."""
    texts = [WORDS.get(reason, reason) for reason in dict.fromkeys(reasons)]
    return " ".join(texts) or NO_FACE
