"""The footage with published truth: its frames, its people, and lines on them."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from django.conf import settings

from occupancy.counting import NOBODY, Line, Memory, Track, step
from occupancy.geometry import Side
from occupancy.tallies import Size
from streaming.frames import Image

SHARED = Path(settings.BASE_DIR).parent / "shared"
MEDIA, MODEL = SHARED / "media", SHARED / "models" / "yolox_nano.onnx"
FILM = MEDIA / "people_crossing.avi"
FPS, FRAMES = 10.0, 400
NEAR_S = 1.5
MOST_ERROR = 0.65
"""People by whom a frame's count may be off, in the mean over the frames."""
SIZE = Size(768, 576)
# Where somebody would draw them: clear of the lamp post in the middle, which hides people.
LINES = {
    "upright at x = 300": Line((300, 576), (300, 0), Side.LEFT),
    "upright at x = 550": Line((550, 576), (550, 0), Side.LEFT),
    "level at y = 250": Line((0, 250), (768, 250), Side.LEFT),
    "slanting": Line((200, 500), (600, 100), Side.LEFT),
}


def pictures() -> Iterator[Image]:
    """Yield the frames for which there is truth."""
    # Whoever opened a camera in this process left word that FFmpeg may open nothing but cameras.
    os.unsetenv("OPENCV_FFMPEG_CAPTURE_OPTIONS")
    video = cv2.VideoCapture(str(FILM))
    for _ in range(FRAMES):
        yield np.asarray(video.read()[1], np.uint8)
    video.release()


def middle(left: float, top: float, right: float, bottom: float) -> tuple[float, float]:
    return (left + right) / 2, (top + bottom) / 2


def true_tracks() -> list[list[Track]]:
    """Return the people of each frame."""
    frames: dict[int, list[Track]] = defaultdict(list)
    with (MEDIA / "people_crossing.truth.csv").open() as file:
        for row in csv.DictReader(file):
            left, top = float(row["left"]), float(row["top"])
            at = middle(left, top, left + float(row["width"]), top + float(row["height"]))
            frames[int(row["frame"])].append(Track(int(row["track_id"]), at))
    return [frames[number] for number in range(1, FRAMES + 1)]


def crossings(frames: Sequence[Sequence[Track]], line: Line) -> list[tuple[float, str]]:
    """Return when who crossed in which direction, in seconds."""
    memory: Memory = NOBODY
    found = []
    for place, tracks in enumerate(frames):
        seconds = place / FPS
        memory, now = step(memory, line, tracks, seconds=seconds, margin=SIZE.margin)
        found += [(seconds, "in")] * now.entries + [(seconds, "out")] * now.exits
    return found


def unmatched(
    mine: Sequence[tuple[float, str]], theirs: Sequence[tuple[float, str]]
) -> list[tuple[float, str]]:
    """Return those of ``mine`` without a partner of the same direction near in time."""
    left = list(theirs)
    alone = []
    for seconds, way in mine:
        near = [one for one in left if one[1] == way and abs(one[0] - seconds) <= NEAR_S]
        if near:
            left.remove(min(near, key=lambda one: abs(one[0] - seconds)))
        else:
            alone.append((seconds, way))
    return alone
