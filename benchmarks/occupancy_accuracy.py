"""Counts and crossings on footage with published truth, on lines laid evenly over the picture.

``python -m benchmarks.occupancy_accuracy`` needs the footage and the model beside the project. Prints the
mean error of the count per frame, of each half, and of 20 lines which crossings were missed or invented.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

import numpy as np

import benchmarks.occupancy_scratch  # noqa: F401 - sets Django up
from occupancy.counting import Line, Track
from occupancy.geometry import Point, Side
from streaming.detectors.yolox import YoloxDetector
from streaming.tracking import Tracker
from tests.occupancy.footage import (
    FILM,
    FPS,
    LINES,
    MODEL,
    SIZE,
    crossings,
    middle,
    pictures,
    true_tracks,
    unmatched,
)

UPRIGHT, LEVEL = 8, 6
SLANTING: tuple[tuple[Point, Point], ...] = (
    ((0, 576), (768, 0)),
    ((0, 0), (768, 576)),
    ((0, 400), (400, 0)),
    ((368, 576), (768, 176)),
    ((0, 176), (400, 576)),
    ((368, 0), (768, 400)),
)


def lines() -> Iterator[tuple[str, Line]]:
    """Yield 20 lines laid evenly over the picture, and then those that the tests draw."""
    for place in range(1, UPRIGHT + 1):
        x = SIZE.width * place / (UPRIGHT + 1)
        yield f"x = {x:.0f}", Line((x, SIZE.height), (x, 0), Side.LEFT)
    for place in range(1, LEVEL + 1):
        y = SIZE.height * place / (LEVEL + 1)
        yield f"y = {y:.0f}", Line((0, y), (SIZE.width, y), Side.LEFT)
    for start, end in SLANTING:
        yield f"{start} to {end}", Line(start, end, Side.LEFT)
    yield from LINES.items()


def watched() -> tuple[list[list[Track]], float]:
    """Return each frame's confirmed tracks, and milliseconds a frame."""
    detect, tracker = YoloxDetector(MODEL), Tracker(FPS)
    frames, spent = [], 0.0
    for picture in pictures():
        began = time.perf_counter()
        people = [one for one in detect(picture) if one.label == "person"]
        tracked = tracker.update(people, (SIZE.width, SIZE.height))
        spent += time.perf_counter() - began
        known = [one for one in tracked if one.track_id is not None]
        frames.append([Track(one.track_id, middle(*one.xyxy)) for one in known])
    return frames, spent * 1000 / len(frames)


def main() -> None:
    if not (FILM.exists() and MODEL.exists()):
        sys.exit("The footage and the model are not beside the project.")
    truth = true_tracks()
    found, milliseconds = watched()
    errors = np.abs([len(mine) - len(theirs) for mine, theirs in zip(found, truth, strict=True)])
    print(
        f"error of the count per frame: {errors.mean():.3f}"
        f" (frames 1-200: {errors[:200].mean():.3f}, 201-400: {errors[200:].mean():.3f}),"
        f" {milliseconds:.0f} ms a frame"
    )
    for name, line in lines():
        expected, counted = crossings(truth, line), crossings(found, line)
        missed, invented = unmatched(expected, counted), unmatched(counted, expected)
        print(f"{name:28} {len(expected):3d} crossings, missed {missed}, invented {invented}")


if __name__ == "__main__":
    main()
