"""Cameras and files through OpenCV's FFmpeg: the one place that opens a VideoCapture."""

from __future__ import annotations

import os
import time
from typing import Final, cast

import cv2

from streaming.capture.config import CaptureConfig
from streaming.capture.sources.base import ResizedError, SourceError, UnopenedError
from streaming.capture.sources.relay import PLAIN, Relay
from streaming.capture.sources.spares import Spares
from streaming.frames import Image

PROTOCOLS: Final = {
    "rtsp": "rtsp,rtp,srtp,tcp,udp",
    "http": "http,tcp",
    "file": "file",
}
"""What FFmpeg may open on behalf of each scheme: a camera's answer or a playlist must not lead it to
files of this machine or to other protocols."""

FORMATS: Final = "format_whitelist;mpjpeg,mjpeg,jpeg_pipe,mpegts,flv,h264,hevc"
"""What an HTTP camera may send: video as such. A playlist or a description would name other servers."""


class VideoSource:
    """An open VideoCapture, for pictures of one size.

    After a failed read it is of no more use: FFmpeg stays "open" and blocks.
    """

    def __init__(
        self, capture: cv2.VideoCapture, timeout: float = 0.0, relay: Relay | None = None
    ) -> None:
        self._capture, self._timeout, self._relay = capture, timeout, relay
        self._spares = Spares()

    @property
    def codec(self) -> str:
        return codec_of(self._capture)

    def grab(self) -> None:
        before = time.monotonic()
        if not self._capture.grab():
            why = self._relay and self._relay.refusal
            raise why or SourceError(lost(time.monotonic() - before, self._timeout))
        change = self._relay and self._relay.sizes.change
        if change:
            raise ResizedError(change)

    def picture(self) -> Image:
        spare = self._spares.take()
        ok, image = self._capture.retrieve(spare) if spare is not None else self._capture.retrieve()
        if not ok:
            raise SourceError("the picture cannot be decoded")
        self._spares.keep(cast("Image", image))
        return cast("Image", image)

    def close(self) -> None:
        # Says farewell to the camera, and therefore comes first.
        self._capture.release()
        if self._relay:
            self._relay.close()


def lost(waited: float, timeout: float) -> str:
    """Return why no more pictures come, after so many of ``timeout`` seconds: it is silent, or gone."""
    # OpenCV gives up after half of it (see below) where the camera fell silent between two packets.
    silent = waited >= timeout * 0.4
    return f"no picture for {timeout:g} s" if silent else "the camera ended the connection"


def codec_of(capture: cv2.VideoCapture) -> str:
    """Return the four letters by which FFmpeg names the codec, such as h264 or mjpg."""
    letters = int(capture.get(cv2.CAP_PROP_FOURCC)).to_bytes(4, "little", signed=True)
    return letters.decode("ascii", "replace").strip("\0 ").lower()


def ffmpeg_options(config: CaptureConfig, extra: str) -> str:
    """Return OpenCV's ``key;value|key;value`` for this source."""
    scheme = PLAIN.get(config.scheme, config.scheme)
    allowed = f"protocol_whitelist;{PROTOCOLS[scheme]}"
    if scheme == "rtsp":
        transport = "udp" if config.over_udp else "tcp"
        # Nobody listens, and sound may be numbered as the video is: it would be taken for that.
        return f"rtsp_transport;{transport}|allowed_media_types;video|{allowed}{extra}"
    # Where a camera sends its visitors on to has been checked by nobody.
    stay = f"|max_redirects;0|{FORMATS}" if scheme == "http" else ""
    # By itself FFmpeg would call it by the relay's address.
    called = f"|headers;Host: {config.authority}" if scheme == "http" else ""
    return f"{allowed}{stay}{called}{extra}"


def opened(config: CaptureConfig, extra: str, address: str) -> cv2.VideoCapture:
    """Return what FFmpeg opens at ``address`` with the options ``extra``; raises UnopenedError."""
    # OpenCV reads these at each opening, process-wide: a process has one camera. FFmpeg is silenced
    # because its messages carry the address with the password.
    os.putenv("OPENCV_FFMPEG_CAPTURE_OPTIONS", ffmpeg_options(config, extra))
    os.putenv("OPENCV_FFMPEG_LOGLEVEL", "-8")
    # A proxy would have to find the way to this very machine, and would hear the password.
    os.unsetenv("http_proxy")
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
