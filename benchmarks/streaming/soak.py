"""``python -m benchmarks.streaming.soak [--minutes 30]``: a camera that fails, viewers that come and go.

The whole of streaming runs: web, supervisor, capture and vision. Every few seconds the camera is killed
or frozen; viewers join and leave all the time. Between the storms, with nobody watching and the camera
live, each process is weighed: memory may grow by less than 5 %, handles and threads not at all.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.streaming.proc import children, handles, running, threads
from benchmarks.streaming.product import Product, product
from benchmarks.streaming.viewers import Audience
from streaming.capture.client import CaptureClient
from tests.streaming.rtsp_camera import RtspCamera, encode, free_port

STORM_S = 12.0
PATIENCE_S = 180.0
"""For a camera's return: a run at low priority on a busy machine proves what is held, not how fast."""
GROWTH = 0.05
WARM = 0.25
"""The share of the run that belongs to starting: imports, caches, the allocator's arenas."""


@dataclass(frozen=True)
class Weight:
    """One process at rest."""

    megabytes: float
    handles: int
    threads: int


@dataclass(frozen=True)
class Verdict:
    """A process over the whole run, after its start."""

    name: str
    weights: tuple[Weight, ...]

    @property
    def growth(self) -> float:
        """Of memory, from the first third to the last, as a share."""
        third = max(1, len(self.weights) // 3)
        early = statistics.median(one.megabytes for one in self.weights[:third])
        late = statistics.median(one.megabytes for one in self.weights[-third:])
        return late / early - 1

    @property
    def leaked(self) -> tuple[int, int]:
        """Handles and threads of the last third, at its best, beyond whatever there were before.

        What is opened once, as a log is with its first line, is no leak: a leak goes on.
        """
        third = max(1, len(self.weights) // 3)
        before, late = self.weights[:-third] or self.weights, self.weights[-third:]
        return (
            max(0, min(one.handles for one in late) - max(one.handles for one in before)),
            max(0, min(one.threads for one in late) - max(one.threads for one in before)),
        )

    @property
    def sound(self) -> bool:
        return self.growth < GROWTH and self.leaked == (0, 0)

    def __str__(self) -> str:
        first, last = self.weights[0], self.weights[-1]
        mark = "ok " if self.sound else "BAD"
        return (
            f"{mark} {self.name:10s} {first.megabytes:6.1f} -> {last.megabytes:6.1f} MB"
            f" ({self.growth:+.1%}), handles {first.handles} -> {last.handles},"
            f" threads {first.threads} -> {last.threads}"
        )


class Soak:
    """A running product with one camera. ``storm`` troubles it, ``weigh`` looks at it in peace."""

    def __init__(self, ours: Product, camera: RtspCamera, pids: dict[str, int]) -> None:
        self._product, self._camera, self.pids = ours, camera, pids
        self._number = ours.cameras[0]
        self._chance = random.Random(7)
        self._troubles = itertools.cycle((self._kill, self._freeze, self._kill, self._flicker))
        self.faults = self.visits = 0

    def storm(self, seconds: float) -> None:
        """Trouble the camera every few seconds while viewers join, watch and leave."""
        end, trouble_at = time.monotonic() + seconds, time.monotonic() + 2
        with ExitStack() as leaving:
            while time.monotonic() < end:
                self._visit(leaving)
                if time.monotonic() >= trouble_at:
                    next(self._troubles)()
                    self.faults += 1
                    trouble_at = time.monotonic() + self._chance.uniform(2, 4)

    def weigh(self) -> dict[str, Weight]:
        """Wait until the camera is live and nobody watches, and weigh every process."""
        self._until_live()
        time.sleep(1.5)
        return weigh(self.pids)

    def _visit(self, leaving: ExitStack) -> None:
        audience = Audience(self._chance.randint(1, 4), lambda _jpeg: None)
        leaving.callback(audience.close)
        query = self._chance.choice(("", "?size=small&fps=5", "?overlay=0", "?size=medium"))
        audience.connect(
            self._product.server.port,
            self._product.path(self._number) + query,
            self._product.headers,
        )
        # A stream must not end because its camera fails: EOFError is not expected here.
        audience.pump(self._chance.uniform(0.2, 1.0))
        self.visits += len(audience.viewers)
        if self._chance.random() < 0.7:
            audience.close()

    def _until_live(self) -> None:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            with suppress(OSError), CaptureClient(self._product.socket(self._number)) as client:
                if client.status()["state"] == "live":
                    return
            time.sleep(0.2)
        raise TimeoutError("the camera did not come back")

    def _kill(self) -> None:
        self._camera.kill()
        time.sleep(self._chance.uniform(0, 1.5))
        self._camera.start()

    def _freeze(self) -> None:
        self._camera.signal(signal.SIGSTOP)
        time.sleep(self._chance.uniform(1, 7))
        self._camera.signal(signal.SIGCONT)

    def _flicker(self) -> None:
        for _ in range(3):
            self._camera.kill()
            self._camera.start()
            time.sleep(0.5)


def soak(seconds: float) -> list[Verdict]:
    """Run for so long and return a verdict on each process."""
    kept: dict[str, list[Weight]] = {}
    with soaking() as running_now:
        start = time.monotonic()
        while (now := time.monotonic() - start) < seconds:
            running_now.storm(STORM_S)
            weights = running_now.weigh()
            if now >= WARM * seconds:
                for name, weight in weights.items():
                    kept.setdefault(name, []).append(weight)
            rest = ", ".join(f"{name} {one.megabytes:.1f} MB" for name, one in weights.items())
            print(
                f"{now / 60:5.1f} min  {running_now.faults} faults, {running_now.visits} viewers: {rest}",
                flush=True,
            )
    return [Verdict(name, tuple(weights)) for name, weights in kept.items()]


@contextmanager
def soaking() -> Iterator[Soak]:
    """Start everything, with one camera that feeds a recogniser."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        camera = RtspCamera(free_port(), encode(folder / "film.h264", "640x360"))
        camera.start()
        stack.callback(camera.kill)
        ours, pids = stack.enter_context(behind(camera.url))
        yield Soak(ours, camera, pids)


@contextmanager
def behind(url: str) -> Iterator[tuple[Product, dict[str, int]]]:
    """Run the whole product with one camera at ``url`` that feeds a recogniser; yield its processes."""
    with product(1, source=url, consumers=["occupancy"], detector="motion") as ours:
        command = [sys.executable, "manage.py", "run_cameras"]
        with running(command, environment=ours.environment) as supervisor:
            yield ours, _processes(supervisor, ours.server.pid)


def weigh(pids: dict[str, int]) -> dict[str, Weight]:
    """Return what each process holds now."""
    return {name: Weight(_resident(pid), handles(pid), threads(pid)) for name, pid in pids.items()}


def _processes(supervisor: int, web: int) -> dict[str, int]:
    """Wait for what the supervisor starts, and name it."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = {"web": web, "supervisor": supervisor}
        for pid in children(supervisor):
            line = Path(f"/proc/{pid}/cmdline").read_bytes()
            found["capture" if b"streaming.capture" in line else "vision"] = pid
        if len(found) == 4:
            return found
        time.sleep(0.2)
    raise TimeoutError("the supervisor started no capture and no vision process")


def _resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=30.0)
    verdicts = soak(parser.parse_args().minutes * 60)
    for verdict in verdicts:
        print(verdict)
    return 0 if all(verdict.sound for verdict in verdicts) else 1


if __name__ == "__main__":
    raise SystemExit(main())
