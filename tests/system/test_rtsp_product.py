"""A real camera in the whole product: its pictures in the browser's format, lost and found again."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from streaming.frames import Image
from tests.patience import patient
from tests.streaming.rtsp_camera import RtspCamera, encode, film, free_port, require_gstreamer
from tests.system.processes import ROOT
from tests.system.product import Product

pytestmark = [
    *(pytest.mark.slow, pytest.mark.both, pytest.mark.rtsp),
]
CROSSING = ROOT.parent / "shared" / "media" / "people_crossing.avi"
PLAYED = "people_crossing.avi" if CROSSING.exists() else "a test card, as the footage is absent"


@pytest.fixture(params=[PLAYED])
def camera(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RtspCamera]:
    """Plays the footage beside the project, else a test card; the test's name says which."""
    require_gstreamer()
    path, is_footage = tmp_path / "film.h264", request.param == CROSSING.name
    footage = film(path, "-i", str(CROSSING)) if is_footage else encode(path, "768x576")
    made = RtspCamera(free_port(), footage)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def product(tmp_path: Path, camera: RtspCamera) -> Iterator[Product]:
    made = Product(tmp_path, DEMO="0", RTSP_URL=camera.url, CAMERA_NETWORKS="127.0.0.0/8")
    yield made
    made.end()


def pictures(product: Product, token: str) -> Iterator[Image]:
    """Yield what /api/video_feed sends, decoded."""
    asked = product.request("/api/video_feed?overlay=0", {"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(asked, timeout=20) as feed:
        assert feed.headers["Content-Type"] == "multipart/x-mixed-replace; boundary=frame"
        while line := feed.readline():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
                while feed.readline().strip():
                    pass
                jpeg = np.frombuffer(feed.read(length), np.uint8)
                yield np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), np.uint8)


def state(product: Product, token: str) -> tuple[bool, str]:
    status = product.get("/api/video_feed/status", token)
    return status["connected"], status["state"]


def until(product: Product, token: str, connected: bool, seconds: float) -> None:
    deadline = time.monotonic() + patient(seconds)
    while state(product, token)[0] is not connected:
        assert time.monotonic() < deadline, product.get("/api/video_feed/status", token)
        time.sleep(0.2)


def moves(before: Image, after: Image) -> bool:
    return bool(np.abs(before.astype(int) - after).mean() > 0.2)


def three_in_a_row(
    feed: Iterator[Image], seconds: float, wanted: Callable[[Image, Image], bool]
) -> Image:
    """Read on until three pictures follow each other as ``wanted`` of each pair; return the last."""
    deadline, row = time.monotonic() + patient(seconds), [next(feed)]
    while len(row) < 3:
        assert time.monotonic() < deadline, "no such pictures have come"
        picture = next(feed)
        row = [*row, picture] if wanted(row[-1], picture) else [picture]
    return row[-1]


def test_killed_and_back(product: Product, camera: RtspCamera) -> None:
    product.until("healthy", 90)
    token = product.operator_token()
    feed = pictures(product, token)
    first, second = next(feed), [next(feed) for _ in range(10)][-1]
    assert first.shape == (576, 768, 3)
    assert moves(first, second)
    until(product, token, connected=True, seconds=10)

    def is_dimmed(picture: Image) -> bool:
        return bool(picture.mean() < second.mean() * 0.7)

    camera.kill()
    until(product, token, connected=False, seconds=10)
    # A card holds the last picture, dimmed. Once it is read, what was under way before the loss is too.
    three_in_a_row(feed, 20, lambda _, now: is_dimmed(now))
    camera.start()
    back = three_in_a_row(feed, 30, lambda last, now: moves(last, now) and not is_dimmed(now))
    assert back.shape == first.shape, "the same stream goes on"
    until(product, token, connected=True, seconds=15)
