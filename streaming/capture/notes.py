"""Annotations as JSON and back."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

from streaming.annotations import Annotations, Detection, Shape
from streaming.capture.plain import plain
from streaming.capture.wire import BadMessageError

FARTHEST: Final = 1e5
"""Pixels from the corner; beyond, whole numbers of 32 bits run over while drawing."""
LONGEST: Final = 120
"""Letters of a text."""


@dataclass(frozen=True, slots=True)
class Note:
    """What one annotator saw in the frame of ``at_ns``; ``size`` is that frame's (width, height)."""

    at_ns: int
    size: tuple[int, int]
    annotations: Annotations
    counts: tuple[tuple[str, int], ...] = ()


def note_to_json(note: Note) -> dict[str, Any]:
    seen = plain(note.annotations)
    return {
        "size": [int(side) for side in note.size],
        "detections": [asdict(one) for one in seen.detections],
        "shapes": [asdict(one) for one in seen.shapes],
        "counts": {str(name): int(count) for name, count in note.counts},
    }


def read_note(value: dict[str, Any], at_ns: int) -> Note:
    """Return the note; raise BadMessageError where a field is missing or of another kind.

    What lies nowhere (no number, infinite) is left out: one such box must not cost all the others.
    """
    try:
        width, height = value["size"]
        return Note(
            at_ns=at_ns,
            size=(int(width), int(height)),
            annotations=Annotations(
                tuple(filter(None, map(_detection, value.get("detections", ())))),
                tuple(filter(None, map(_shape, value.get("shapes", ())))),
            ),
            counts=tuple((str(k), int(n)) for k, n in value.get("counts", {}).items()),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadMessageError("not annotations") from error


def scaled(note: Note, size: tuple[int, int]) -> Annotations:
    """Return the note's annotations in pixels of a picture of ``size`` (width, height)."""
    across, down = size[0] / max(1, note.size[0]), size[1] / max(1, note.size[1])
    if across == down == 1:
        return note.annotations
    return Annotations(
        tuple(_scale_detection(one, across, down) for one in note.annotations.detections),
        tuple(_scale_shape(one, across, down) for one in note.annotations.shapes),
    )


def _scale_detection(one: Detection, across: float, down: float) -> Detection:
    left, top, right, bottom = one.xyxy
    box = (left * across, top * down, right * across, bottom * down)
    return Detection(one.label, one.confidence, box, one.track_id, one.text, one.personal)


def _scale_shape(one: Shape, across: float, down: float) -> Shape:
    return Shape(tuple((x * across, y * down) for x, y in one.points), one.caption, one.label)


def _detection(value: dict[str, Any]) -> Detection | None:
    sides = [float(side) for side in value["xyxy"]]
    track = value.get("track_id")
    left, top, right, bottom = map(_side, sides)
    one = Detection(
        label=_words(value["label"]),
        confidence=min(1.0, max(0.0, float(value["confidence"]))),
        xyxy=(left, top, right, bottom),
        track_id=None if track is None else int(track),
        text=_words(value.get("text", "")),
        personal=bool(value.get("personal", False)),
    )
    return one if _whole(sides) else None


def _shape(value: dict[str, Any]) -> Shape | None:
    points = [(float(x), float(y)) for x, y in value["points"]]
    placed = tuple((_side(x), _side(y)) for x, y in points)
    one = Shape(placed, _words(value.get("caption", "")), str(value.get("label", "line")))
    return one if _whole(side for point in points for side in point) else None


def _whole(sides: Iterable[float]) -> bool:
    return all(map(math.isfinite, sides))


def _side(value: float) -> float:
    """Return a coordinate that a drawing library can take; far outside is far outside."""
    return min(FARTHEST, max(-FARTHEST, value))


def _words(value: object) -> str:
    """Return a text of one line, and no longer than a picture has room for."""
    return " ".join(str(value).split())[:LONGEST]
