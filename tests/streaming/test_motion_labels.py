"""What the shape of a moving thing tells, and what it does not."""

from __future__ import annotations

import pytest

from streaming.detectors.motion import label_of

CASES = {
    "somebody who walks": (0.4, 0.02, 0.6, False, "person"),
    "somebody small and far away": (0.5, 0.003, 0.5, False, "person"),
    "a car from the side": (1.9, 0.12, 0.7, False, "vehicle"),
    "a van from the front": (1.05, 0.2, 0.8, False, "vehicle"),
    "a car that has stopped": (1.4, 0.2, 0.2, False, "vehicle"),
    "head and shoulders before a door": (1.05, 0.33, 0.57, True, "person"),
    "a lorry that drives out below": (1.6, 0.4, 0.7, True, "vehicle"),
    "a bonnet, or a dog": (1.5, 0.007, 0.57, False, "moving"),
    "as wide as tall, and whole": (0.9, 0.02, 0.6, False, "moving"),
    "a barrier's arm that rises": (0.18, 0.05, 0.26, False, "moving"),
    "a shadow's rim": (1.2, 0.06, 0.12, False, "moving"),
}


@pytest.mark.parametrize(("aspect", "share", "filled", "cut", "label"), CASES.values(), ids=CASES)
def test_a_label_by_shape(
    aspect: float, share: float, filled: float, cut: bool, label: str
) -> None:
    assert label_of(aspect, share, filled, cut=cut) == label
