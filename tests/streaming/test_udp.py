"""RTSP over UDP: packets come from the camera, and nobody else is asked or told."""

from __future__ import annotations

from pathlib import Path

import pytest

from streaming.capture.config import CaptureConfig
from streaming.capture.sources.camera import open_camera
from streaming.capture.sources.udp import at_source
from tests.streaming.rtsp_camera import RtspCamera, encode, free_port, require_gstreamer

CAMERA = "10.0.0.5"
AT_CAMERA = b";source=10.0.0.5"
PORTS = b"Transport: RTP/AVP;unicast;client_port=5000-5001;server_port=6000-6001"
OK, NUMBER = b"RTSP/1.0 200 OK\r\n", b"\r\nCSeq: 3"


@pytest.mark.parametrize(
    ("said", "passed"),
    [
        (OK + b"CSeq: 1", OK + b"CSeq: 1"),
        (OK + PORTS + NUMBER, OK + PORTS + AT_CAMERA + NUMBER),
        (OK + PORTS + b";source=10.9.9.9" + NUMBER, OK + PORTS + AT_CAMERA + NUMBER),
        (OK + PORTS + b"; Source = a ;mode=play", OK + PORTS + b";mode=play" + AT_CAMERA),
        (OK + PORTS + b",RTP/AVP;source=10.9.9.9", OK + PORTS + AT_CAMERA),
        (OK + PORTS.lower() + b";", OK + PORTS.lower() + AT_CAMERA),
    ],
    ids=["no transport", "silent", "elsewhere", "spelled oddly", "two", "in small letters"],
)
def test_packets_come_from_the_camera(said: bytes, passed: bytes) -> None:
    assert at_source(said, CAMERA) == passed


@pytest.mark.rtsp
def test_pictures_over_udp(tmp_path: Path) -> None:
    require_gstreamer()
    camera = RtspCamera(free_port(), encode(tmp_path / "film.h264", "320x240"))
    camera.start()
    try:
        source = open_camera(CaptureConfig(url=camera.url, socket="none", transport="udp"))
        for _ in range(5):
            source.grab()
        assert source.picture().shape == (240, 320, 3)
        source.close()
    finally:
        camera.kill()
