"""``python -m benchmarks.streaming.faults [--rounds 100]``: what befalls a real RTSP camera.

Killed, frozen, started again, given another resolution by that or within its connection, cut off
half-open, in turn, with the whole product behind it. Each time: how soon its state, as the API tells it,
is right, and how soon pictures are back after the camera is. The limit for both is five seconds.
Afterwards: what was leaked.
"""

from __future__ import annotations

import argparse
import http.client
import json
import signal
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.streaming.product import Product
from benchmarks.streaming.relay import Relay
from benchmarks.streaming.soak import Verdict, Weight, behind, weigh
from streaming.capture.client import CaptureClient
from streaming.capture.pictures import Picture
from streaming.capture.wire import Ask, Kind
from tests.streaming.rtsp_camera import RtspCamera, encode, free_port

LIMIT_S = 5.0
SIZES = ("640x360", "320x240")
GONE = {"stalled", "offline"}
Times = tuple[float, float]
"""Seconds until the state was right, and until pictures were back; NaN where there is no such wait."""


class Bench:
    """The product behind a camera that can be mistreated."""

    def __init__(self, ours: Product, camera: RtspCamera, relay: Relay, films: list[Path]) -> None:
        self._product, self._camera, self._relay, self._films = ours, camera, relay, films
        self._number = ours.cameras[0]

    @property
    def faults(self) -> dict[str, Callable[[], Times]]:
        return {
            "kill": self.kill,
            "freeze": self.freeze,
            "restart": self.restart,
            "resolution": self.resolution,
            "swap": self.swap,
            "half-open": self.half_open,
            "long freeze": lambda: self.freeze(until={"offline"}),
            "long cut": lambda: self.half_open(until={"offline"}),
        }

    def kill(self) -> Times:
        self._camera.kill()
        wrong = self._until_gone()
        self._camera.start()
        return wrong, self._until_picture()

    def freeze(self, until: Collection[str] = GONE) -> Times:
        self._camera.signal(signal.SIGSTOP)
        wrong = self._until_gone()
        self._until_state(until)
        time.sleep(2)
        self._camera.signal(signal.SIGCONT)
        return wrong, self._until_picture()

    def restart(self) -> Times:
        self._camera.kill()
        self._camera.start()
        return float("nan"), self._until_picture()

    def resolution(self) -> Times:
        self._films.reverse()
        self._camera.kill()
        self._camera.footage = self._films[0]
        self._camera.start()
        width = int(self._films[0].stem.partition("x")[0])
        return float("nan"), self._until_picture(width)

    def swap(self) -> Times:
        """Another resolution within the connection: the state is right once it tells the new size."""
        self._films.reverse()
        start = time.monotonic()
        self._camera.swap(self._films[0])
        width = int(self._films[0].stem.partition("x")[0])
        back = self._until_picture(width)
        while self._status()["width"] != width:
            if time.monotonic() - start > 6 * LIMIT_S:
                raise TimeoutError(f"not {width} pixels wide")
            time.sleep(0.1)
        return time.monotonic() - start, back

    def half_open(self, until: Collection[str] = GONE) -> Times:
        self._relay.cut()
        wrong = self._until_gone()
        self._until_state(until)
        time.sleep(2)
        self._relay.mend()
        return wrong, self._until_picture()

    def settle(self) -> None:
        """Wait until the API says live, as it must after every fault."""
        self._until_state({"live"})

    def _until_gone(self) -> float:
        return self._until_state(GONE)

    def _until_state(self, states: Collection[str]) -> float:
        start = time.monotonic()
        while self._state() not in states:
            if time.monotonic() - start > 6 * LIMIT_S:
                raise TimeoutError(f"not {states}")
            time.sleep(0.1)
        return time.monotonic() - start

    def _state(self) -> str:
        return str(self._status()["state"])

    def _status(self) -> dict[str, Any]:
        line = http.client.HTTPConnection("127.0.0.1", self._product.server.port, timeout=10)
        try:
            line.request("GET", "/api/video_feed/status", headers=self._product.headers)
            return dict(json.loads(line.getresponse().read()))
        finally:
            line.close()

    def _until_picture(self, width: int = 0) -> float:
        """Wait for a live picture that was taken from now on, of this width if one is given."""
        start, now_ns = time.monotonic(), time.time_ns()
        with CaptureClient(self._product.socket(self._number), timeout=6 * LIMIT_S) as viewer:
            viewer.ask(Ask(Picture(overlay=False)))
            while True:
                message = viewer.receive()
                fresh = message.kind is Kind.PICTURE and message.at_ns > now_ns
                if fresh and (not width or _width(message.body) == width):
                    return time.monotonic() - start


def _width(jpeg: bytes) -> int:
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    return 0 if image is None else int(image.shape[1])


@contextmanager
def benching() -> Iterator[tuple[Bench, dict[str, int]]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        films = [encode(folder / f"{size}.h264", size) for size in SIZES]
        camera = RtspCamera(free_port(), films[0])
        camera.start()
        stack.callback(camera.kill)
        relay = Relay(camera.port)
        stack.callback(relay.close)
        ours, pids = stack.enter_context(behind(f"rtsp://127.0.0.1:{relay.port}/live"))
        bench = Bench(ours, camera, relay, films)
        bench.settle()
        yield bench, pids


def prove(rounds: int) -> tuple[dict[str, list[Times]], list[Verdict]]:
    """Let each fault befall the camera in turn, ``rounds`` in all."""
    times: defaultdict[str, list[Times]] = defaultdict(list)
    weights: defaultdict[str, list[Weight]] = defaultdict(list)
    with benching() as (bench, pids):
        names = list(bench.faults)
        for number in range(rounds):
            name = names[number % len(names)]
            times[name].append(bench.faults[name]())
            bench.settle()
            if number % len(names) == len(names) - 1:
                time.sleep(1)
                for process, weight in weigh(pids).items():
                    weights[process].append(weight)
                print(f"{number + 1} of {rounds}", flush=True)
    # The first weights belong to the start.
    return dict(times), [Verdict(name, tuple(kept[1:] or kept)) for name, kept in weights.items()]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=100)
    times, verdicts = prove(parser.parse_args().rounds)
    late = 0
    for name, kept in times.items():
        line = f"{name:11s}{len(kept):4d} times"
        for what, column in (("state right", 0), ("pictures back", 1)):
            seconds = [one[column] for one in kept if one[column] == one[column]]
            if seconds:
                late += sum(one > LIMIT_S for one in seconds)
                line += f"  {what} after {statistics.median(seconds):.1f} s (at most {max(seconds):.1f})"
        print(line)
    for verdict in verdicts:
        print(verdict)
    print(f"{late} later than {LIMIT_S:g} s")
    return int(late > 0 or not all(verdict.sound for verdict in verdicts))


if __name__ == "__main__":
    raise SystemExit(main())
