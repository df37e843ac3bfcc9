"""The guide's service: a film or a scene in, a multipart stream with the model's boxes out."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from django.http import StreamingHttpResponse

from streaming import streaming_service
from streaming.frames import Detection, Image
from streaming.streaming_service import (
    CONTENT_TYPE,
    VideoStreamingService,
    get_video_streaming_service,
)
from streaming.targets import BadTargetError
from tests.streaming.capturing import decoded, eventually, make_video

GREEN = (60, 200, 60)


@pytest.fixture(autouse=True)
def _stopped() -> Iterator[None]:
    yield
    streaming_service.stop_all()


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_video(tmp_path_factory.mktemp("film") / "film.avi", frames=50, width=640)


class Model:
    """Any callable will do: this one sees a person in the same place of each picture."""

    def __init__(self) -> None:
        self.shapes: set[tuple[int, ...]] = set()

    def __call__(self, image: Image) -> Sequence[Detection]:
        self.shapes.add(image.shape)
        return [Detection("person", 0.9, (200, 100, 400, 300))]


def jpeg_of(part: bytes) -> bytes:
    """Return the picture in a part, which must be as browsers need it."""
    head, _, body = part.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert "Content-Type: image/jpeg" in lines
    assert part.endswith(b"\r\n--frame\r\n")
    length = next(int(line.partition(":")[2]) for line in lines if "Content-Length" in line)
    return body[:length]


def green_pixels(part: bytes) -> int:
    image = decoded(jpeg_of(part)).astype(int)
    return int((np.abs(image - GREEN).max(axis=2) < 40).sum())


@pytest.mark.django_db
def test_as_the_guide_uses_it(film: str) -> None:
    model = Model()
    service = get_video_streaming_service(
        rtsp_url=film, camera_id="CAM-MAIN", detection_model=model
    )
    service.start_stream()
    response = StreamingHttpResponse(service.generate_video_stream(), content_type=CONTENT_TYPE)
    parts = iter(response)
    assert next(parts) == b"--frame\r\n"
    drawn = next(part for part in islice(parts, 200) if green_pixels(part) > 500)
    assert decoded(jpeg_of(drawn)).shape == (360, 640, 3)
    assert model.shapes == {(360, 640, 3)}
    status = service.get_stream_status()
    assert (status["connected"], status["state"]) == (True, "live")
    assert status["camera_id"] == "CAM-MAIN"
    assert status["frames_read"] > 0
    assert status["since"].endswith("+00:00")
    response.close()


def test_a_model_that_fails_is_said_and_stops_nothing(film: str) -> None:
    def broken(_image: Image) -> Sequence[Detection]:
        raise ZeroDivisionError

    service = get_video_streaming_service(film, "CAM-BROKEN", detection_model=broken)
    service.start_stream()
    stream = service.generate_video_stream(fps=5)
    next(stream)

    def told() -> bool:
        assert next(stream)
        status = service.get_stream_status()
        return (status["state"], status["error"]) == (
            "live",
            "detection model: ZeroDivisionError: ",
        )

    eventually(told, "the model's error")


def test_a_scene_without_a_model() -> None:
    service = get_video_streaming_service("scene:gate-line?seed=1", "CAM-SCENE")
    service.start_stream()
    stream = service.generate_video_stream(fps=5)
    next(stream)
    eventually(lambda: decoded(jpeg_of(next(stream))).std() > 30, "a picture of the yard")


def test_one_service_for_each_camera(film: str) -> None:
    service = get_video_streaming_service(film, "CAM-1")
    assert get_video_streaming_service(film, "CAM-1") is service
    assert get_video_streaming_service(film, "CAM-2") is not service
    service.start_stream()
    other = get_video_streaming_service("scene:door", "CAM-1")
    assert other is not service
    assert service.get_stream_status()["state"] == "stopped"


def test_starting_and_stopping_may_be_repeated(film: str) -> None:
    service = get_video_streaming_service(film, "CAM-1")
    assert service.get_stream_status()["connected"] is False
    for _ in range(2):
        service.start_stream()
    eventually(lambda: service.get_stream_status()["connected"], "the film")
    for _ in range(2):
        service.stop_stream()
    assert list(service.generate_video_stream()) == [b"--frame\r\n"]
    service.start_stream()
    eventually(lambda: service.get_stream_status()["connected"], "the film again")


def test_stopping_ends_generators_and_leaves_nothing(film: str) -> None:
    before = threading.active_count()
    service = get_video_streaming_service(film, "CAM-1", detection_model=Model())
    service.start_stream()
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.extend(service.generate_video_stream()))
    reader.start()
    eventually(lambda: len(read) > 5, "pictures")
    service.stop_stream()
    reader.join(5)
    assert not reader.is_alive()
    assert not Path(service._socket).exists()
    eventually(lambda: threading.active_count() <= before, "the threads to end")


def test_a_camera_that_is_away_is_shown_as_such(tmp_path: Path) -> None:
    service = get_video_streaming_service((tmp_path / "absent.avi").as_uri(), "CAM-1")
    service.start_stream()
    stream = service.generate_video_stream()
    next(stream)
    assert decoded(jpeg_of(next(stream))).shape[2] == 3
    eventually(lambda: service.get_stream_status()["state"] == "offline", "the state")
    assert service.get_stream_status()["error"] == "there is no such file"


def test_a_capture_process_that_is_killed_comes_back(film: str) -> None:
    service = get_video_streaming_service(film, "CAM-1")
    service.start_stream()
    eventually(lambda: service.get_stream_status()["connected"], "the film")
    os.kill(capture_process(), signal.SIGKILL)
    eventually(lambda: not service.get_stream_status()["connected"], "its death", 5)
    eventually(lambda: service.get_stream_status()["connected"], "its return", 15)


def capture_process() -> int:
    """Return the one child of this process that captures."""
    children = [
        int(pid)
        for task in Path("/proc/self/task").iterdir()
        for pid in (task / "children").read_text().split()
    ]
    (found,) = [
        pid for pid in children if b"streaming.capture" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    return found


@pytest.mark.parametrize("url", ["", "/dev/video0", "ftp://10.0.0.5/x", "concat:a|b"])
def test_what_is_no_camera(url: str) -> None:
    with pytest.raises(BadTargetError):
        VideoStreamingService(url, "CAM-1", None)


def test_passwords_are_not_in_what_is_said() -> None:
    service = VideoStreamingService("rtsp://admin:hush@10.0.0.5/s", "CAM-1", None)
    assert "hush" not in str(service.get_stream_status())
