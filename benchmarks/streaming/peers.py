"""What a user would pick instead, each started on a camera: GStreamer's pipeline, and motion."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.streaming.proc import running

LAUNCH = """
import sys, gi
gi.require_version("Gst", "1.0")
from gi.repository import GLib, Gst
Gst.init(None)
Gst.parse_launch(sys.argv[1]).set_state(Gst.State.PLAYING)
GLib.MainLoop().run()
"""
MOTION = """
daemon off
setup_mode off
log_level 3
netcam_url {url}
width 1280
height 720
framerate 30
pause on
picture_output off
movie_output off
text_left
text_right
stream_port {port}
stream_localhost on
stream_quality 80
stream_maxrate 30
target_dir {folder}
"""


@contextmanager
def gstreamer(url: str, port: int, _folder: Path) -> Iterator[list[int]]:
    """Decode with FFmpeg's H.264, as ours does; raw TCP without HTTP; slow viewers resync."""
    line = (
        f"rtspsrc location={url} protocols=tcp latency=0 ! rtph264depay ! h264parse"
        " ! avdec_h264 max-threads=1 ! videoconvert ! jpegenc quality=80"
        " ! multipartmux boundary=frame"
        f" ! tcpserversink host=127.0.0.1 port={port} recover-policy=keyframe sync=false"
    )
    with running(["/usr/bin/python3", "-c", LAUNCH, line]) as pid:
        yield [pid]


@contextmanager
def motion(url: str, port: int, folder: Path) -> Iterator[list[int]]:
    """Stream only: its detection is paused, its own text is not drawn."""
    path = folder / "motion.conf"
    path.write_text(MOTION.format(url=url, port=port, folder=folder), encoding="utf-8")
    with running([shutil.which("motion") or "motion", "-c", str(path)]) as pid:
        # It never serves anybody who asks before its first picture.
        time.sleep(5)
        yield [pid]
