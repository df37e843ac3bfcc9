"""The socket protocol there and back, and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from streaming.capture import wire
from streaming.capture.notes import FARTHEST, LONGEST, Note, note_to_json, read_note, scaled
from streaming.capture.pictures import Picture, Size
from streaming.capture.wire import HEADER, Ask, BadMessageError, Kind
from streaming.frames import Annotations, Detection, Shape

NOTE = Note(
    at_ns=1_700_000_000_123_456_789,
    size=(1280, 720),
    annotations=Annotations(
        (
            Detection("person", 0.5, (10.0, 20.0, 30.0, 40.0), track_id=7),
            Detection("plate", 0.9, (1.0, 2.0, 3.0, 4.0), text="B-ÄÖ 12", personal=True),
        ),
        (Shape(((0.0, 0.0), (8.0, 4.0)), "Gate", "line"),),
    ),
    counts=(("in", 3),),
)


def test_a_message_there_and_back() -> None:
    packed = wire.pack(Kind.PICTURE, b"jpeg", 2**63)
    kind, *rest = wire.unpack_header(packed[: HEADER.size])
    assert kind is Kind.PICTURE
    assert rest == [4, 2**63]
    assert packed[HEADER.size :] == b"jpeg"


@pytest.mark.parametrize(
    "ask",
    [Ask(Picture()), Ask(Picture(Size.SMALL, overlay=False, personal=True, quality=55), fps=7.5)],
    ids=["plain", "everything else"],
)
def test_an_ask_there_and_back(ask: Ask) -> None:
    assert wire.read_ask(wire.pack_json(Kind.ASK, wire.ask_to_json(ask))[HEADER.size :]) == ask


def test_annotations_there_and_back() -> None:
    sent = json.loads(json.dumps(note_to_json(NOTE)))
    assert read_note(sent, NOTE.at_ns) == NOTE


def test_annotations_follow_the_size_of_the_picture() -> None:
    half = scaled(NOTE, (640, 360))
    assert half.detections[0].xyxy == pytest.approx((5, 10, 15, 20))
    assert half.shapes[0].points[1] == pytest.approx((4, 2))
    assert scaled(NOTE, (1280, 720)) is NOTE.annotations


@pytest.mark.parametrize(
    "head",
    [HEADER.pack(b"?", 0, 0), HEADER.pack(b"P", wire.LARGEST_PICTURE + 1, 0)],
    ids=["unknown kind", "too long"],
)
def test_bad_headers_are_refused(head: bytes) -> None:
    with pytest.raises(BadMessageError):
        wire.unpack_header(head)


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b"[]", b'{"size":"huge"}', b'{"fps":"x"}', b'{"quality":null}'],
    ids=["empty", "not text", "a list", "no such size", "no number", "null"],
)
def test_bad_asks_are_refused(body: bytes) -> None:
    with pytest.raises(BadMessageError):
        wire.read_ask(body)


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"size": [1]},
        {"size": [1, 1], "detections": [{}]},
        {"size": [1, 1], "detections": [{"label": "a", "confidence": 1, "xyxy": [1, 2]}]},
        {"size": [1, 1], "shapes": [{"points": [1]}]},
        {"size": [1, 1], "counts": [1]},
    ],
    ids=["no size", "half a size", "empty box", "two sides", "no points", "counts as a list"],
)
def test_bad_annotations_are_refused(value: dict[str, object]) -> None:
    with pytest.raises(BadMessageError):
        read_note(value, 0)


INFINITE, NONE = float("inf"), float("nan")


def read(*detections: Detection, shapes: tuple[Shape, ...] = ()) -> Annotations:
    note = Note(1, (640, 360), Annotations(detections, shapes))
    return read_note(json.loads(json.dumps(note_to_json(note))), 1).annotations


@pytest.mark.parametrize(
    "box", [(NONE,) * 4, (0, 0, INFINITE, 5), (-INFINITE, 0, 1, 5), (0, NONE, 1, 5)]
)
def test_what_lies_nowhere_costs_nothing_else(box: Any) -> None:
    whole = Detection("person", 0.5, (1.0, 2.0, 3.0, 4.0))
    shapes = (Shape((box[:2], box[2:])), Shape(((0.0, 0.0), (8.0, 4.0))))
    seen = read(Detection("person", 0.9, box), whole, shapes=shapes)
    assert (seen.detections, seen.shapes) == ((whole,), shapes[1:])


def test_what_lies_far_outside_stays_drawable() -> None:
    seen = read(
        Detection("person", NONE, (-1e12, 0, 1e12, 5)), shapes=(Shape(((0, 1e300), (8, 4))),)
    )
    assert seen.detections == (Detection("person", 0.0, (-FARTHEST, 0.0, FARTHEST, 5.0)),)
    assert seen.shapes == (Shape(((0.0, FARTHEST), (8.0, 4.0))),)


def test_texts_are_one_line_and_no_longer_than_a_picture() -> None:
    seen = read(
        Detection("a\nface", 0.9, (0, 0, 50, 50), 1, " Ann\r\n\tLee ", personal=True),
        Detection("face", 0.9, (0, 0, 50, 50), text="x" * 100_000),
        shapes=(Shape(((0, 0), (8, 4)), "North\ngate"),),
    )
    assert (seen.detections[0].label, seen.detections[0].text) == ("a face", "Ann Lee")
    assert len(seen.detections[1].text) == LONGEST
    assert seen.shapes[0].caption == "North gate"
