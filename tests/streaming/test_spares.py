"""Room for pictures that is used again, and never while somebody looks at what is in it."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from urllib.request import url2pathname

import cv2
import numpy as np

from streaming.capture.config import CaptureConfig
from streaming.capture.sources.file import FileSource
from streaming.capture.sources.spares import Spares
from streaming.capture.sources.video import VideoSource
from tests.streaming.capturing import make_video


def test_a_picture_that_nobody_holds_makes_room_for_the_next(tmp_path: Path) -> None:
    film = make_video(tmp_path / "film.avi", frames=60)
    source = VideoSource(cv2.VideoCapture(url2pathname(film.removeprefix("file://"))))
    held, places = [], set()
    for number in range(60):
        source.grab()
        picture = source.picture()
        places.add(picture.ctypes.data)
        if number in {10, 20}:
            held.append((picture[:100], picture.copy()))
    source.close()
    assert len(places) <= 5, "two of its own, and one more for each that was held"
    assert all((part == whole[:100]).all() for part, whole in held), "a part of it is held too"


def test_a_film_of_the_media_folder_makes_room_too(tmp_path: Path) -> None:
    film = make_video(tmp_path / "film.avi", frames=10, width=1280)
    source = FileSource(CaptureConfig(url=film, socket="none"))
    _read(source, 4)
    tracemalloc.start()
    size = _read(source, 2)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    source.close()
    assert peak < size // 2


def _read(source: FileSource, pictures: int) -> int:
    """Read so many, hold none, and return the bytes of one."""
    size = 0
    for _ in range(pictures):
        source.grab()
        size = source.picture().nbytes
    return size


def test_room_of_another_size_is_let_go() -> None:
    spares = Spares()
    for size in (8, 8, 8, 8, 8, 16):
        spares.keep(np.zeros((size, size, 3), np.uint8))
    for _ in range(2):
        found = spares.take()
        assert found is not None
        assert found.shape == (16, 16, 3)
        assert spares.take() is None, "it is held now"
        del found
