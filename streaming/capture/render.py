"""Makes the JPEG of one picture of one frame: resize, draw, encode."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import cv2
import numpy as np

from streaming import cards, overlay
from streaming.capture.config import CaptureConfig
from streaming.capture.health import State
from streaming.capture.monitor import Monitor
from streaming.capture.notes import Note, scaled
from streaming.capture.pictures import Picture, Size, fitted
from streaming.capture.reader import Captured
from streaming.frames import Annotations, Image

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A frame and what its annotators want drawn on it."""

    frame: Captured
    notes: tuple[Note, ...]
    fps: float

    @property
    def annotations(self) -> Annotations:
        return Annotations(
            tuple(one for note in self.notes for one in note.annotations.detections),
            tuple(one for note in self.notes for one in note.annotations.shapes),
        )


class Renderer:
    def __init__(self, config: CaptureConfig, monitor: Monitor) -> None:
        self._config = config
        self._monitor = monitor
        self._zone = ZoneInfo(config.time_zone)
        self._told = False
        self._rooms: dict[Size, Image] = {}

    def live(self, sheet: Sheet, picture: Picture) -> bytes:
        """Return the JPEG of a frame, and count what making it took."""
        before = time.monotonic()
        image = self._own(sheet.frame.bgr, picture)
        if picture.overlay:
            image = self._tried(image, sheet, picture)
        data = cards.jpeg(image, picture.quality)
        self._monitor.encoded((time.monotonic() - before) * 1000)
        return data

    def held(self, frame: Captured | None, picture: Picture, now_ns: int) -> bytes:
        """Return the JPEG that is shown while the source is not live."""
        image = frame.bgr if frame else cards.dark(self._config.width, self._config.height)
        state = self._monitor.health.state
        since = self._local(now_ns - round(self._monitor.seconds_in_state() * 1e9))
        text = f"{state.value} since {since:%Y-%m-%d %H:%M:%S}" if state is not State.LIVE else ""
        card = cards.held(_resized(image, picture.size), self._config.name, text)
        return cards.jpeg(card, picture.quality)

    def _own(self, frame: Image, picture: Picture) -> Image:
        """Return the frame in its size: itself where nothing is drawn on it, else in room used again.

        New room for each would cost its page faults, at 720 lines as much as half an encoding.
        """
        wanted = fitted(picture.size, frame.shape[1], frame.shape[0])
        if wanted == (frame.shape[1], frame.shape[0]) and not picture.overlay:
            return frame
        room = self._rooms.get(picture.size)
        if room is None or room.shape[1::-1] != wanted:
            room = self._rooms[picture.size] = np.empty((wanted[1], wanted[0], 3), np.uint8)
        # To the same size it copies.
        cv2.resize(frame, wanted, dst=room, interpolation=cv2.INTER_AREA)
        return room

    def _tried(self, image: Image, sheet: Sheet, picture: Picture) -> Image:
        """Return the picture drawn on, or as it came: what somebody wants drawn never takes it away."""
        try:
            return self._drawn(image, sheet, picture)
        except Exception:
            if not self._told:
                logger.exception("❌ what was to be drawn at %s cannot be", self._config.name)
            self._told = True
            return _resized(sheet.frame.bgr, picture.size)

    def _drawn(self, image: Image, sheet: Sheet, picture: Picture) -> Image:
        size = image.shape[1], image.shape[0]
        for note in sheet.notes:
            age = (sheet.frame.at_ns - note.at_ns) / 1e9
            overlay.draw(image, scaled(note, size), personal=picture.personal, age=age)
        if self._config.panel:
            counts = tuple(count for note in sheet.notes for count in self._fresh(note, sheet))
            at = self._local(sheet.frame.at_ns)
            overlay.draw_panel(image, overlay.Panel(self._config.name, at, sheet.fps, counts))
        return image

    @staticmethod
    def _fresh(note: Note, sheet: Sheet) -> tuple[tuple[str, int], ...]:
        age = (sheet.frame.at_ns - note.at_ns) / 1e9
        return note.counts if overlay.strength(age) > 0 else ()

    def _local(self, at_ns: int) -> datetime:
        return datetime.fromtimestamp(at_ns / 1e9, UTC).astimezone(self._zone)


def _resized(image: Image, size: Size) -> Image:
    wanted = fitted(size, image.shape[1], image.shape[0])
    if wanted == (image.shape[1], image.shape[0]):
        return image
    return np.asarray(cv2.resize(image, wanted, interpolation=cv2.INTER_AREA), np.uint8)
