"""Cameras and files through OpenCV's FFmpeg: the one place that opens a VideoCapture."""

from __future__ import annotations

import os
from typing import Final, cast
from urllib.parse import unquote, urlsplit

import cv2

from streaming.capture.config import CaptureConfig
from streaming.capture.sources.base import SourceError, UnopenedError
from streaming.capture.sources.paced import Metronome
from streaming.capture.sources.relay import Relay
from streaming.frames import Image

PROTOCOLS: Final = {
    "rtsp": "rtsp,rtp,srtp,tcp,udp",
    "rtsps": "rtsps,rtsp,rtp,srtp,tcp,tls,crypto",
    "http": "http,tcp",
    "https": "https,tls,tcp,crypto",
    "file": "file",
}
"""What FFmpeg may open on behalf of each scheme: a camera's answer or a playlist must not lead it to
files of this machine or to other protocols."""

FORMATS: Final = "format_whitelist;mpjpeg,mjpeg,jpeg_pipe,mpegts,flv,h264,hevc"
"""What an HTTP camera may send: video as such. A playlist or a description would name other servers."""


class VideoSource:
    """An open VideoCapture. After a failed read it is of no more use: FFmpeg stays "open" and blocks."""

    def __init__(
        self, capture: cv2.VideoCapture, timeout: float, relay: Relay | None = None
    ) -> None:
        self._capture, self._timeout, self._relay = capture, timeout, relay

    @property
    def codec(self) -> str:
        return codec_of(self._capture)

    def grab(self) -> None:
        if not self._capture.grab():
            raise SourceError(f"no picture (waited up to {self._timeout:g} s)")

    def picture(self) -> Image:
        ok, image = self._capture.retrieve()
        if not ok:
            raise SourceError("the picture cannot be decoded")
        return cast("Image", image)

    def close(self) -> None:
        # Says farewell to the camera, and therefore comes first.
        self._capture.release()
        if self._relay:
            self._relay.close()


class FileSource:
    """A video file, played at its own rate, over and over."""

    def __init__(self, config: CaptureConfig) -> None:
        self._config = config
        self._video = opened(config, "", file_path(config.url))
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
        self._video = opened(self._config, "", file_path(self._config.url))
        if not self._video.grab():
            raise SourceError("the file has no pictures")

    def picture(self) -> Image:
        return VideoSource(self._video, 0).picture()

    def close(self) -> None:
        self._video.release()


def codec_of(capture: cv2.VideoCapture) -> str:
    """Return the four letters by which FFmpeg names the codec, such as h264 or mjpg."""
    letters = int(capture.get(cv2.CAP_PROP_FOURCC)).to_bytes(4, "little", signed=True)
    return letters.decode("ascii", "replace").strip("\0 ").lower()


def file_path(url: str) -> str:
    return unquote(urlsplit(url).path)


def ffmpeg_options(config: CaptureConfig, extra: str) -> str:
    """Return OpenCV's ``key;value|key;value`` for this source."""
    transport = f"rtsp_transport;{config.transport}|" if config.scheme.startswith("rtsp") else ""
    # Where a camera sends its visitors on to has been checked by nobody.
    stay = f"|max_redirects;0|{FORMATS}" if config.scheme.startswith("http") else ""
    # The name is asked for anew by FFmpeg: whoever answers to it has to prove that it is his.
    proof = f"|tls_verify;1|ca_file;{config.ca_file}" if config.scheme == "https" else ""
    return f"{transport}protocol_whitelist;{PROTOCOLS[config.scheme]}{stay}{proof}{extra}"


def opened(config: CaptureConfig, extra: str, address: str) -> cv2.VideoCapture:
    """Return what FFmpeg opens at ``address`` with the options ``extra``; raises UnopenedError."""
    # OpenCV reads these at each opening, process-wide: a process has one camera. FFmpeg is silenced
    # because its messages carry the address with the password.
    os.putenv("OPENCV_FFMPEG_CAPTURE_OPTIONS", ffmpeg_options(config, extra))
    os.putenv("OPENCV_FFMPEG_LOGLEVEL", "-8")
    capture = cv2.VideoCapture(
        address,
        cv2.CAP_FFMPEG,
        [
            cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
            round(config.open_timeout * 1000),
            cv2.CAP_PROP_READ_TIMEOUT_MSEC,
            # OpenCV 4.14 lets it pass twice before a read of a frozen camera fails (measured).
            round(config.read_timeout * 500),
            # More decoding threads double the latency at the same CPU.
            cv2.CAP_PROP_N_THREADS,
            1,
        ],
    )
    if not capture.isOpened():
        capture.release()
        raise UnopenedError
    return capture
