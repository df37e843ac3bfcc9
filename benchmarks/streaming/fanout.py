"""1, 10, 50 and 100 viewers of one 720p30 camera, beside GStreamer and motion in the same run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.streaming import peers
from benchmarks.streaming.camera import FilmCamera, filming
from benchmarks.streaming.proc import cpu_seconds, megabytes
from benchmarks.streaming.product import Product
from benchmarks.streaming.viewers import SETTLE_S, Audience, wait_until_shown


@dataclass(frozen=True)
class Address:
    port: int
    path: str
    headers: dict[str, str]
    pids: list[int]


@dataclass(frozen=True)
class Row:
    """One subject at one number of viewers; ``us`` is CPU per delivered picture, in microseconds."""

    name: str
    viewers: int
    fps: float
    slowest_fps: float
    cpu: float
    us: float
    age_ms: float
    megabytes: float

    def __str__(self) -> str:
        return (
            f"{self.name:22s}{self.viewers:4d} viewers {self.fps:5.1f} fps each"
            f" (worst {self.slowest_fps:4.1f})  CPU {self.cpu:5.1f} %  {self.us:8.1f} us a picture"
            f"  {self.age_ms:6.1f} ms old  {self.megabytes:4.0f} MB"
        )


Peer = Callable[[str, int, Path], AbstractContextManager[list[int]]]
Subject = Callable[[FilmCamera], AbstractContextManager[Address]]


@dataclass(frozen=True)
class Stage:
    """What every measurement needs: the film, the running product and room for files."""

    film: Path
    product: Product
    folder: Path

    @property
    def subjects(self) -> dict[str, Subject]:
        """Each subject's name, and how to start it on a camera."""
        return {
            "GStreamer": lambda camera: self._peer(peers.gstreamer, camera, 18561),
            "ours, overlay off": lambda camera: self._ours(camera, overlay=False),
            "motion": lambda camera: self._peer(peers.motion, camera, 18562),
            "ours, overlay on": lambda camera: self._ours(camera, overlay=True),
        }

    @contextmanager
    def playing(self, name: str) -> Iterator[tuple[FilmCamera, Address]]:
        """Start a camera of its own and a subject on it, and wait until it shows pictures."""
        with (
            filming(self.film, 18560, self.folder) as camera,
            self.subjects[name](camera) as address,
        ):
            wait_until_shown(address.port, address.path, address.headers)
            yield camera, address

    @contextmanager
    def _peer(self, start: Peer, camera: FilmCamera, port: int) -> Iterator[Address]:
        with start(camera.url, port, self.folder) as pids:
            yield Address(port, "/", {}, pids)

    @contextmanager
    def _ours(self, camera: FilmCamera, *, overlay: bool) -> Iterator[Address]:
        number = self.product.cameras[0]
        with self.product.reading(number, camera.url) as capture:
            path = self.product.path(number, overlay=overlay)
            pids = [capture, self.product.server.pid]
            yield Address(self.product.server.port, path, self.product.headers, pids)


def measure(stage: Stage, name: str, viewers: int, seconds: float) -> Row:
    """Start a subject, let its viewers settle, and watch it."""
    with stage.playing(name) as (camera, address):
        audience = Audience(viewers, camera.age_of)
        audience.connect(address.port, address.path, address.headers)
        audience.pump(SETTLE_S)
        before = cpu_seconds(address.pids)
        seen = audience.watch(seconds)
        cpu = cpu_seconds(address.pids) - before
        row = Row(
            name=name,
            viewers=viewers,
            fps=seen.fps,
            slowest_fps=seen.slowest_fps,
            cpu=100 * cpu / seen.seconds,
            us=1e6 * cpu / max(1, seen.pictures),
            age_ms=1000 * seen.age,
            megabytes=megabytes(address.pids),
        )
        audience.close()
        return row


def compare(stage: Stage, counts: list[int], seconds: float) -> None:
    """Print every subject at every number of viewers, and ours over each peer."""
    for viewers in counts:
        rows = {}
        for name in stage.subjects:
            rows[name] = measure(stage, name, viewers, seconds)
            print(rows[name], flush=True)
        for mine in ("ours, overlay off", "ours, overlay on"):
            over = {peer: rows[mine].us / rows[peer].us for peer in ("GStreamer", "motion")}
            ratios = ", ".join(f"{ratio:.2f} x {peer}" for peer, ratio in over.items())
            print(f"  CPU per picture, {mine}: {ratios}", flush=True)
