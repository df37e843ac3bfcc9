"""An RTSP server for tests, run by the system's Python, which has GStreamer's bindings.

``/usr/bin/python3 rtsp_server.py PORT FILE.h264 FPS [TIMES]`` plays the file's access units in an
endless loop to all clients at rtsp://127.0.0.1:PORT/live. The file needs access unit delimiters. When
each unit was last pushed is written to the file TIMES: int64 of CLOCK_MONOTONIC's microseconds. At
SIGUSR1 the file is read again, and clients see what it holds now in the connections that they have.
"""

from __future__ import annotations

import mmap
import signal
import sys
from array import array
from itertools import cycle
from pathlib import Path
from typing import Any

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402 - versions come before the import

DELIMITER = b"\x00\x00\x00\x01\x09"
PIPELINE = (
    "( appsrc name=units is-live=true format=time do-timestamp=false"
    " caps=video/x-h264,stream-format=byte-stream,alignment=au"
    " ! h264parse ! rtph264pay name=pay0 pt=96 config-interval=-1 )"
)


class Factory(GstRtspServer.RTSPMediaFactory):  # type: ignore[misc] # gi publishes no types
    """One shared media; pushes by a timer, so that it plays at the camera's pace."""

    def __init__(self, units: list[bytes], fps: int, times: memoryview) -> None:
        super().__init__()
        self.play(units)
        self._times = times
        self._fps = fps
        self.set_launch(PIPELINE)
        self.set_shared(True)
        self.connect("media-configure", self._configure)

    def play(self, units: list[bytes]) -> None:
        """Play these from now on."""
        self.units, self._film = units, cycle(enumerate(units))

    def _configure(self, _factory: Any, media: Any) -> None:
        source = media.get_element().get_child_by_name("units")
        self.play(self.units)
        pushed = 0
        period = Gst.SECOND // self._fps
        start = GLib.get_monotonic_time()

        def push() -> bool:
            nonlocal pushed
            while pushed * period <= (GLib.get_monotonic_time() - start) * 1000:
                number, unit = next(self._film)
                buffer = Gst.Buffer.new_wrapped(unit)
                buffer.pts = buffer.dts = pushed * period
                buffer.duration = period
                if source.emit("push-buffer", buffer) != Gst.FlowReturn.OK:
                    return False
                self._times[number % len(self._times)] = GLib.get_monotonic_time()
                pushed += 1
            return True

        GLib.timeout_add(4, push)


def access_units(data: bytes) -> list[bytes]:
    return [DELIMITER + unit for unit in data.split(DELIMITER)[1:]]


def shared(path: str, count: int) -> memoryview:
    """Return ``count`` numbers that other processes read in the file ``path``."""
    with Path(path).open("wb+") as file:
        file.write(bytes(array("q", bytes(8 * count))))
        file.flush()
        return memoryview(mmap.mmap(file.fileno(), 8 * count)).cast("q")


def main() -> None:
    port, path, fps = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    units = access_units(path.read_bytes())
    private = memoryview(array("q", bytes(8 * len(units))))
    times = shared(sys.argv[4], len(units)) if sys.argv[4:] else private
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    factory = Factory(units, fps, times)
    server.get_mount_points().add_factory("/live", factory)

    def read_again() -> bool:
        factory.play(access_units(path.read_bytes()))
        return True

    GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGUSR1, read_again)
    if not server.attach(None):
        sys.exit("the port is taken")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
