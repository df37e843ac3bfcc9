"""Real footage: the detector's and tracker's counts and the counter's crossings against the truth."""

from __future__ import annotations

import numpy as np
import pytest

from occupancy.counting import Track
from streaming.detectors.yolox import YoloxDetector
from streaming.tracking import Tracker
from tests.occupancy.footage import (
    FILM,
    FPS,
    LINES,
    MODEL,
    MOST_ERROR,
    SIZE,
    crossings,
    middle,
    pictures,
    true_tracks,
    unmatched,
)
from tests.services import require

pytestmark = [pytest.mark.media, pytest.mark.slow]


@pytest.fixture(scope="module")
def found() -> list[list[Track]]:
    require(MODEL.exists() and FILM.exists(), "the footage and the model beside the project")
    detect, tracker = YoloxDetector(MODEL), Tracker(FPS)
    frames = []
    for picture in pictures():
        people = [one for one in detect(picture) if one.label == "person"]
        tracked = tracker.update(people, (SIZE.width, SIZE.height))
        frames.append([Track(one.track_id, middle(*one.xyxy)) for one in tracked])
    return frames


def test_the_count_of_each_frame(found: list[list[Track]]) -> None:
    counts = np.array([sum(track.number is not None for track in frame) for frame in found])
    errors = np.abs(counts - [len(frame) for frame in true_tracks()])
    assert errors.mean() <= MOST_ERROR
    # Thresholds were chosen by the first half alone.
    assert errors[200:].mean() <= MOST_ERROR


def test_no_crossing_is_missed_or_invented(found: list[list[Track]]) -> None:
    truth = true_tracks()
    for name, line in LINES.items():
        expected, counted = crossings(truth, line), crossings(found, line)
        assert len(expected) > 10, name
        assert unmatched(expected, counted) == [], f"{name}: missed"
        assert unmatched(counted, expected) == [], f"{name}: invented"
