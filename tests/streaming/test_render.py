"""A picture is drawn on room used again, and never on the frame, which others look at."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from streaming.capture.config import CaptureConfig
from streaming.capture.monitor import Monitor
from streaming.capture.pictures import Picture, Size
from streaming.capture.reader import Captured
from streaming.capture.render import Renderer, Sheet
from tests.streaming.capturing import decoded

LINES, COLUMNS = 1440, 2560


def sheet(grey: int) -> Sheet:
    return Sheet(Captured(np.full((LINES, COLUMNS, 3), grey, np.uint8), 0), (), 25.0)


@pytest.mark.parametrize(
    ("picture", "lines"),
    [
        (Picture(Size.FULL, overlay=True), 1440),
        (Picture(Size.FULL, overlay=False), 1440),
        (Picture(Size.MEDIUM, overlay=True), 720),
        (Picture(Size.MEDIUM, overlay=False), 720),
    ],
)
def test_a_picture_asks_for_no_room_of_its_own_size(picture: Picture, lines: int) -> None:
    renderer = Renderer(CaptureConfig(url="scene:x", socket="x", name="Gate"), Monitor(2.0))
    renderer.live(sheet(90), picture)
    second = sheet(150)
    tracemalloc.start()
    try:
        made = renderer.live(second, picture)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    shown = decoded(made)
    assert peak < shown.nbytes // 2
    assert shown.shape[0] == lines
    assert abs(int(shown[-1, -1, 0]) - 150) < 4, "the second frame's, and not the first one's"
    assert (second.frame.bgr == 150).all()
