"""The camera of the benchmarks: GStreamer's RTSP server, playing a film whose frames carry numbers."""

from __future__ import annotations

import mmap
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.streaming import barcode
from benchmarks.streaming.footage import FPS, FRAMES
from benchmarks.streaming.proc import ROOT, running

SERVER = ROOT / "tests" / "streaming" / "rtsp_server.py"


@dataclass(frozen=True)
class FilmCamera:
    """Where it plays, and the file in which it writes down when each frame left it."""

    url: str
    times: Path

    def age_of(self, jpeg: bytes) -> float | None:
        """Return the seconds since the frame in ``jpeg`` was pushed; None without a legible number."""
        number = barcode.read(jpeg)
        if number is None or number >= FRAMES:
            return None
        with self.times.open("rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as at:
            pushed = struct.unpack_from("=q", at, number * 8)[0]
        return time.monotonic() - float(pushed) / 1e6


@contextmanager
def filming(film: Path, port: int, folder: Path) -> Iterator[FilmCamera]:
    """Play ``film`` at rtsp://127.0.0.1:port/live for the time of the block."""
    times = folder / f"times-{port}"
    command = ["/usr/bin/python3", str(SERVER), str(port), str(film), str(FPS), str(times)]
    with running(command, ready="ready"):
        yield FilmCamera(f"rtsp://127.0.0.1:{port}/live", times)
