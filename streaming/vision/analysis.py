"""One analysed camera on a thread: raw frames in, detections to consumers and to the overlay out."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from streaming.capture.client import CaptureClient
from streaming.capture.health import LONGEST_RETRY_S, retry_delay
from streaming.capture.notes import Note
from streaming.capture.plain import plain_detections
from streaming.faults import fault_of
from streaming.frames import CameraInfo, Detection, Detector, Frame, Image
from streaming.tracking import Tracker
from streaming.vision.merging import merged
from streaming.vision.runner import ConsumerRunner

logger = logging.getLogger(__name__)
FPS: Final = 10.0
RETRY_S: Final = 1.0
HUNG_S: Final = 2 * LONGEST_RETRY_S
"""Longer than any pause between two attempts."""


class CameraAnalysis:
    """Runs until stopped; a capture process that is away is waited for."""

    def __init__(
        self,
        camera: CameraInfo,
        socket: str,
        detector: Detector,
        runners: Mapping[str, ConsumerRunner],
    ) -> None:
        self._camera, self._socket, self._detector = camera, socket, detector
        self.runners = runners
        self._tracker = Tracker(FPS)
        self._tracking = False
        self._stopped = threading.Event()
        self.milliseconds = 0.0
        self.error = self.fault = ""
        self._faults = 0
        self._turned_at = time.monotonic()
        self._thread = threading.Thread(target=self._run, name=camera.camera_id, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(timeout=10)
        for runner in self.runners.values():
            runner.stop()

    def report(self) -> dict[str, Any]:
        """Return what the camera's page shows: milliseconds and the last error of each part."""
        parts = {
            name: {"ms": round(one.milliseconds, 1), "frames": one.frames, "error": one.error}
            for name, one in self.runners.items()
        }
        silent = time.monotonic() - self._turned_at > HUNG_S
        error = f"no answer for {HUNG_S:g} s" if silent else self.error or self.fault
        return {"detector": {"ms": round(self.milliseconds, 1), "error": error}} | parts

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                with CaptureClient(self._socket) as client:
                    client.ask_raw(FPS)
                    self._follow(client)
            except OSError:
                self._turned_at = time.monotonic()
                self._stopped.wait(RETRY_S)
            except Exception as error:
                # Whatever a model gave: this camera is looked at again, and the others never notice.
                self._faults += 1
                if not self.fault:
                    logger.exception("❌ the analysis of %s failed", self._camera.camera_id)
                self.fault = fault_of(error)
                self._stopped.wait(retry_delay(self._faults, 0))

    def _follow(self, client: CaptureClient) -> None:
        while not self._stopped.is_set():
            self._turned_at = time.monotonic()
            try:
                at_ns, image = client.next_raw()
            except TimeoutError:
                # The camera gives nothing; capture says why, and the connection is still good.
                continue
            client.annotate(self._note(at_ns, image))
            self.fault, self._faults = "", 0

    def _note(self, at_ns: int, image: Image) -> Note:
        began = time.monotonic()
        detections = self._detect(image)
        self.milliseconds = (time.monotonic() - began) * 1000
        captured_at = datetime.fromtimestamp(at_ns / 1e9, UTC)
        frame = Frame(self._camera.id, self._camera.site_id, captured_at, image, detections)
        for runner in self.runners.values():
            runner.offer(frame)
        said = [runner.annotations for runner in self.runners.values()]
        self._tracking |= any(one.track_id is not None for one in detections)
        drawn = merged(detections, said, tracking=self._tracking)
        counts = Counter(one.label for one in detections)
        size = (image.shape[1], image.shape[0])
        return Note(at_ns, size, drawn, tuple(sorted(counts.items())))

    def _detect(self, image: Image) -> tuple[Detection, ...]:
        try:
            size = (image.shape[1], image.shape[0])
            found = self._tracker.update(plain_detections(self._detector(image)), size)
        except Exception as error:
            if not self.error:
                logger.exception("❌ the detector of %s failed", self._camera.camera_id)
            self.error = fault_of(error)
            return ()
        self.error = ""
        return found
