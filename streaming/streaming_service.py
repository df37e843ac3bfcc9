"""The guide's ``get_video_streaming_service``: one camera's video, for a program's own view.

Underneath is the same capture process that serves every camera here. The product's own address for a
stream is ``/api/video_feed``, which costs no thread while it lasts; a generator in a WSGI view costs one.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from factory.core import clock
from factory.rundir import short_dir
from streaming.capture.client import CaptureClient
from streaming.capture.config import SCHEMES, SYSTEM_AUTHORITIES, CaptureConfig
from streaming.capture.pictures import Picture, Size
from streaming.capture.wire import Ask, Kind
from streaming.frames import CameraInfo, Detector
from streaming.live.parts import OPENING, part
from streaming.live.placeholder import placeholder
from streaming.services import split_credentials
from streaming.supervision.keeper import CaptureKeeper
from streaming.targets import BadTargetError

CONTENT_TYPE: Final = "multipart/x-mixed-replace; boundary=frame"
RETRY_S: Final = 0.5
NOBODY: Final = 0


@dataclass(frozen=True, slots=True)
class _Running:
    keeper: CaptureKeeper
    analysis: Any


class VideoStreamingService:
    """One camera, read once however many generators are served. Safe for several threads.

    The address comes from the program, not from a person, so that it is not held against the networks
    that cameras may be in. Any callable ``detection_model(image) -> Detections`` will do.
    """

    def __init__(self, rtsp_url: str, camera_id: str, detection_model: Detector | None) -> None:
        self.rtsp_url, self.camera_id, self.detection_model = rtsp_url, camera_id, detection_model
        self._socket = _socket_of(camera_id)
        self._order = _order(rtsp_url, camera_id, self._socket)
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._stopped.set()
        self._running: _Running | None = None

    def start_stream(self) -> None:
        """Begin to read the camera. Safe to repeat."""
        with self._lock:
            if self._running is None:
                self._stopped.clear()
                keeper = CaptureKeeper(self.camera_id, self._order, self._socket)
                self._running = _Running(keeper, self._analysis())

    def stop_stream(self) -> None:
        """Stop reading; generators that are being served end. Safe to repeat."""
        with self._lock:
            running, self._running = self._running, None
            self._stopped.set()
        if running is None:
            return
        running.keeper.stop()
        if running.analysis is not None:
            running.analysis.stop()
        running.keeper.join()

    def generate_video_stream(self, fps: float = 0.0) -> Iterator[bytes]:
        """Yield a multipart stream, until ``stop_stream``; begin it with ``CONTENT_TYPE``.

        A slow reader gets the newest picture, not all of them. While the camera gives none, the last
        one is shown dimmed, with the state.
        """
        yield OPENING
        since = clock.now()
        while not self._stopped.is_set():
            try:
                yield from self._pictures(fps)
            except OSError:
                if self._stopped.is_set():
                    return
                words = f"offline since {since:%Y-%m-%d %H:%M:%S %Z}"
                card = placeholder(self.camera_id, Size.MEDIUM, words)
                yield part(time.time_ns(), card, live=False).body
                self._stopped.wait(RETRY_S)

    def get_stream_status(self) -> dict[str, Any]:
        """Return ``connected, frames_read, fps, state, since, error`` and more, as of now."""
        report = self._report()
        if report is None:
            state = "connecting" if self._running else "stopped"
            report = {"connected": False, "frames_read": 0, "fps": 0.0, "state": state, "error": ""}
        analysis = self._running.analysis if self._running else None
        if analysis is not None and analysis.error and not report["error"]:
            report["error"] = f"detection model: {analysis.error}"
        since = report.pop("since_ns", None)
        frame_at = report.pop("frame_at_ns", None)
        return report | {
            "camera_id": self.camera_id,
            "since": _moment(since),
            "frame_at": _moment(frame_at),
        }

    def _pictures(self, fps: float) -> Iterator[bytes]:
        with CaptureClient(self._socket) as client:
            client.ask(Ask(Picture(personal=True), fps))
            while not self._stopped.is_set():
                message = client.receive()
                if message.kind in {Kind.PICTURE, Kind.HELD}:
                    live = message.kind is Kind.PICTURE
                    yield part(message.at_ns, message.body, live=live).body

    def _report(self) -> dict[str, Any] | None:
        if self._running is None:
            return None
        try:
            with CaptureClient(self._socket, timeout=1.0) as client:
                return client.status()
        except OSError:
            return None

    def _analysis(self) -> Any:
        if self.detection_model is None:
            return None
        # The tracker's package is an extra: without a model there is nothing to track.
        analysis = import_module("streaming.vision.analysis").CameraAnalysis
        info = CameraInfo(NOBODY, NOBODY, self.camera_id, self.camera_id, "none")
        return analysis(info, self._socket, self.detection_model, {})


_services: dict[str, VideoStreamingService] = {}
_services_lock = threading.Lock()


def get_video_streaming_service(
    rtsp_url: str | None = None,
    camera_id: str | None = None,
    detection_model: Detector | None = None,
) -> VideoStreamingService:
    """Return this process's service of a camera: always the same one while it is asked for the same.

    Without arguments: RTSP_URL and CAMERA_ID. Another address or model for a camera that has a service
    ends that one, and its generators with it. Raises BadTargetError for what is no camera's address.
    """
    url, name = rtsp_url or settings.RTSP_URL, camera_id or settings.CAMERA_ID
    with _services_lock:
        known = _services.get(name)
        if known and (known.rtsp_url, known.detection_model) == (url, detection_model):
            return known
        made = VideoStreamingService(url, name, detection_model)
        if known:
            known.stop_stream()
        _services[name] = made
        return made


@atexit.register
def stop_all() -> None:
    """Stop every service of this process."""
    with _services_lock:
        stopped = list(_services.values())
        _services.clear()
    for service in stopped:
        service.stop_stream()


def _socket_of(camera_id: str) -> str:
    # By name and process: the product's own capture of the same camera has another one.
    digest = hashlib.sha256(f"{camera_id}.{os.getpid()}".encode()).hexdigest()[:12]
    return str(short_dir(Path(settings.DATA_DIR)) / f"service-{digest}.sock")


def _order(url: str, camera_id: str, socket: str) -> str:
    bare, user, password = split_credentials(url)
    if bare.partition(":")[0].lower() not in SCHEMES:
        raise BadTargetError(
            "Give rtsp_url (or RTSP_URL), such as rtsp://192.168.1.100:554/stream."
        )
    config = CaptureConfig(
        url=bare,
        socket=socket,
        name=camera_id,
        user=user,
        password=password,
        always=True,
        ca_file=settings.CAMERA_CA_FILE or SYSTEM_AUTHORITIES,
    )
    return json.dumps(asdict(config))


def _moment(nanoseconds: int | None) -> str | None:
    if nanoseconds is None:
        return None
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC).isoformat()
