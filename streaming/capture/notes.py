"""Annotations as JSON and back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from streaming.annotations import Annotations, Detection, Shape
from streaming.capture.wire import BadMessageError


@dataclass(frozen=True, slots=True)
class Note:
    """What one annotator saw in the frame of ``at_ns``; ``size`` is that frame's (width, height)."""

    at_ns: int
    size: tuple[int, int]
    annotations: Annotations
    counts: tuple[tuple[str, int], ...] = ()


def note_to_json(note: Note) -> dict[str, Any]:
    return {
        "size": note.size,
        "detections": [asdict(one) for one in note.annotations.detections],
        "shapes": [asdict(one) for one in note.annotations.shapes],
        "counts": dict(note.counts),
    }


def read_note(value: dict[str, Any], at_ns: int) -> Note:
    """Return the note; raise BadMessageError where a field is missing or of another kind."""
    try:
        width, height = value["size"]
        return Note(
            at_ns=at_ns,
            size=(int(width), int(height)),
            annotations=Annotations(
                tuple(_detection(one) for one in value.get("detections", ())),
                tuple(_shape(one) for one in value.get("shapes", ())),
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


def _detection(value: dict[str, Any]) -> Detection:
    left, top, right, bottom = (float(side) for side in value["xyxy"])
    track = value.get("track_id")
    return Detection(
        label=str(value["label"]),
        confidence=float(value["confidence"]),
        xyxy=(left, top, right, bottom),
        track_id=None if track is None else int(track),
        text=str(value.get("text", "")),
        personal=bool(value.get("personal", False)),
    )


def _shape(value: dict[str, Any]) -> Shape:
    points = tuple((float(x), float(y)) for x, y in value["points"])
    return Shape(points, str(value.get("caption", "")), str(value.get("label", "line")))
