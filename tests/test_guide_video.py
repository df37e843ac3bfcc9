"""The guide's own view of a camera, run: Django's response class, and a film for the camera."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, StreamingHttpResponse
from django.test import Client
from django.urls import path

from streaming import streaming_service
from streaming.frames import Detection, Image
from streaming.streaming_service import get_video_streaming_service
from tests.streaming.capturing import decoded, make_video

FILM: dict[str, str] = {}


def my_detector(image: Image) -> Sequence[Detection]:
    height, width, _ = image.shape
    return [Detection("person", 0.9, (0.2 * width, 0.2 * height, 0.6 * width, 0.8 * height))]


async def video_feed(request: HttpRequest) -> StreamingHttpResponse:
    service = get_video_streaming_service(
        rtsp_url=FILM["url"],
        camera_id="CAM-MAIN",
        detection_model=my_detector,
    )

    service.start_stream()

    return StreamingHttpResponse(
        service.generate_video_stream(),
        content_type="multipart/x-mixed-replace; boundary=frame",
    )


urlpatterns = [path("api/video_feed", video_feed)]


@pytest.fixture
def _film(tmp_path: Path) -> Iterator[None]:
    FILM["url"] = make_video(tmp_path / "film.avi", frames=50, width=640)
    yield
    streaming_service.stop_all()


@pytest.mark.django_db
@pytest.mark.urls("tests.test_guide_video")
@pytest.mark.usefixtures("_film")
def test_a_view_of_ones_own_shows_the_camera(client: Client) -> None:
    response: Any = client.get("/api/video_feed")
    assert response["Content-Type"] == "multipart/x-mixed-replace; boundary=frame"
    assert response.streaming
    stream = iter(response)
    assert next(stream) == b"--frame\r\n"
    assert any(_greenest(part) > 80 for part in islice(stream, 200)), "a person's box is green"
    status = get_video_streaming_service(FILM["url"], "CAM-MAIN", my_detector).get_stream_status()
    assert status["connected"] is True
    assert status["frames_read"] > 0
    assert status["fps"] > 0
    response.close()


def _greenest(part: bytes) -> int:
    """Return by how much some pixel of the part's picture is greener than it is red or blue."""
    head, _, rest = part.partition(b"\r\n\r\n")
    assert b"Content-Type: image/jpeg" in head
    picture = decoded(rest[: rest.rindex(b"\xff\xd9") + 2]).astype(int)
    return int((picture[:, :, 1] - picture[:, :, [0, 2]].max(axis=2)).max())
