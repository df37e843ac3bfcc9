"""A video file of the media folder, over and over, and why one cannot be played."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import cv2

from streaming.capture.config import CaptureConfig
from streaming.capture.sources.base import SourceError, UnopenedError
from streaming.capture.sources.paced import Metronome
from streaming.capture.sources.video import VideoSource, codec_of, opened
from streaming.frames import Image

MISSING = "there is no such file"
NO_FILE = "this is not a file"
NO_VIDEO = "the file has no video that can be read"


class FileSource:
    """Plays at the file's own rate. Raises SourceError, which says why, where that cannot be."""

    def __init__(self, config: CaptureConfig) -> None:
        self._config = config
        self._video = _opened(config)
        self._source = VideoSource(self._video)
        fps = self._video.get(cv2.CAP_PROP_FPS)
        self._metronome = Metronome(fps if 1 <= fps <= 240 else 25)  # noqa: PLR2004 - broken headers

    @property
    def codec(self) -> str:
        return codec_of(self._video)

    def grab(self) -> None:
        self._metronome.wait()
        if self._video.grab():
            return
        self._video.release()
        self._video = _opened(self._config)
        self._source = VideoSource(self._video)
        if not self._video.grab():
            raise SourceError(NO_VIDEO)

    def picture(self) -> Image:
        return self._source.picture()

    def close(self) -> None:
        self._video.release()


def _opened(config: CaptureConfig) -> cv2.VideoCapture:
    path = unquote(urlsplit(config.url).path)
    _check(Path(path))
    try:
        return opened(config, "", path)
    except UnopenedError as error:
        raise SourceError(NO_VIDEO) from error


def _check(path: Path) -> None:
    """Raise SourceError for what FFmpeg would only fail at, or, a pipe perhaps, wait for without end."""
    try:
        if path.exists() and not path.is_file():
            raise SourceError(NO_FILE)
        path.open("rb").close()
    except FileNotFoundError as error:
        raise SourceError(MISSING) from error
    except OSError as error:
        words = (error.strerror or type(error).__name__).lower()
        raise SourceError(f"the file cannot be read: {words}") from error
