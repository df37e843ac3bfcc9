"""What was seen long ago is neither drawn nor counted."""

from __future__ import annotations

import numpy as np
import pytest

from streaming.capture.config import CaptureConfig
from streaming.capture.monitor import Monitor
from streaming.capture.notes import Note
from streaming.capture.pictures import Picture
from streaming.capture.reader import Captured
from streaming.capture.render import Renderer, Sheet
from streaming.frames import Annotations, Detection

NOW = 10**18
SEEN = Annotations((Detection("person", 0.9, (400, 200, 500, 500)),))


@pytest.mark.parametrize(("seconds", "shown"), [(0.0, True), (1.5, True), (2.5, False)])
def test_the_panel_counts_what_is_in_sight(seconds: float, shown: bool) -> None:
    renderer = Renderer(CaptureConfig(url="scene:x", socket="x", name="Gate"), Monitor(2.0))
    frame = Captured(np.zeros((720, 1280, 3), np.uint8), NOW)
    note = Note(NOW - round(seconds * 1e9), (1280, 720), SEEN, (("person", 1),))
    drawn = renderer.live(Sheet(frame, (note,), 25.0), Picture())
    nothing = renderer.live(Sheet(frame, (), 25.0), Picture())
    assert (drawn != nothing) is shown
