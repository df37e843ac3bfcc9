"""One thing is drawn once, at its newest box, with what the recognisers know of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from streaming.annotations import Annotations, Detection, Shape
from streaming.vision.merging import merged

NOW, BEFORE = (10.0, 0.0, 20.0, 30.0), (2.0, 0.0, 12.0, 30.0)
PERSON = Detection("person", 0.9, NOW, track_id=3)
NAMED = Detection("person", 0.9, BEFORE, track_id=3, text="Ann Lee", personal=True)
PLATE = Detection("plate", 0.8, BEFORE, text="KA01AB1234", personal=True)
DOOR = Shape(((0.0, 0.0), (9.0, 9.0)), "door")


@pytest.mark.parametrize(
    ("seen", "said", "drawn"),
    [
        pytest.param([PERSON], [], [PERSON], id="nothing-said"),
        pytest.param([], [[NAMED], [PLATE]], [PLATE], id="nobody-in-sight-leaves-no-ghost"),
        pytest.param(
            [PERSON], [[replace(PLATE, track_id=7)]], [PERSON], id="a-plate-goes-with-its-vehicle"
        ),
        pytest.param(
            [PERSON],
            [[NAMED]],
            [Detection("person", 0.9, NOW, 3, "Ann Lee", personal=True)],
            id="a-name-moves-with-its-box",
        ),
        pytest.param(
            [Detection("person", 0.9, NOW, track_id=4)],
            [[NAMED]],
            [Detection("person", 0.9, NOW, track_id=4)],
            id="out-of-sight-leaves-no-ghost",
        ),
        pytest.param([PERSON], [[PLATE]], [PERSON, PLATE], id="own-finding-keeps-its-box"),
        pytest.param(
            [PERSON],
            [[NAMED], [Detection("person", 0.9, BEFORE, 3, "no helmet")]],
            [Detection("person", 0.9, NOW, 3, "Ann Lee, no helmet", personal=True)],
            id="two-recognisers-of-one-thing",
        ),
        pytest.param(
            [PERSON],
            [[Detection("vehicle", 0.9, BEFORE, track_id=3, text="KA")]],
            [PERSON, Detection("vehicle", 0.9, BEFORE, track_id=3, text="KA")],
            id="same-number-of-another-kind",
        ),
    ],
)
def test_what_is_drawn(
    seen: list[Detection], said: list[list[Detection]], drawn: list[Detection]
) -> None:
    found = merged(seen, [Annotations(tuple(one)) for one in said], tracking=True)
    assert list(found.detections) == drawn


def test_without_a_detector_a_finding_keeps_its_box() -> None:
    assert merged([], [Annotations((NAMED,))], tracking=False).detections == (NAMED,)


def test_lines_stay() -> None:
    assert merged([], [Annotations(shapes=(DOOR,))], tracking=True).shapes == (DOOR,)
