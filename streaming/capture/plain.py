"""What models and recognisers give, in Python's own kinds: theirs may be NumPy's, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterable

from streaming.annotations import Annotations, Detection, Shape


def plain(given: object) -> Annotations:
    """Return annotations that can be sent; raises TypeError or ValueError for what is none."""
    if not isinstance(given, Annotations):
        raise _wrong(given, Annotations)
    return Annotations(plain_detections(given.detections), tuple(map(_shape, given.shapes)))


def plain_detections(given: Iterable[object]) -> tuple[Detection, ...]:
    """Return the same of detections."""
    return tuple(map(_detection, given))


def _detection(one: object) -> Detection:
    if not isinstance(one, Detection):
        raise _wrong(one, Detection)
    left, top, right, bottom = (float(side) for side in one.xyxy)
    return Detection(
        label=str(one.label),
        confidence=float(one.confidence),
        xyxy=(left, top, right, bottom),
        track_id=None if one.track_id is None else int(one.track_id),
        text=str(one.text),
        personal=bool(one.personal),
    )


def _shape(one: object) -> Shape:
    if not isinstance(one, Shape):
        raise _wrong(one, Shape)
    points = tuple((float(x), float(y)) for x, y in one.points)
    return Shape(points, str(one.caption), str(one.label))


def _wrong(one: object, kind: type) -> TypeError:
    return TypeError(f"{kind.__name__} expected, not {type(one).__name__}")
