"""Real capture processes and small videos for tests."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

import cv2
import numpy as np

from streaming.capture.client import CaptureClient
from streaming.capture.wire import Message
from tests.patience import patient

ROOT: Final = Path(__file__).parents[2]


def make_video(
    path: Path, *, frames: int = 20, fps: float = 25.0, width: int = 320, noise: bool = False
) -> str:
    """Write a video of grey pictures that get lighter (or of noise), and return its URL."""
    size = width, width * 9 // 16
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), fps, size)
    chance = np.random.default_rng(1)
    for n in range(frames):
        image = np.full((size[1], size[0], 3), 20 + n * 200 // frames, np.uint8)
        if noise:
            image[: size[1] // 2] = chance.integers(0, 255, (size[1] // 2, size[0], 3), np.uint8)
        writer.write(image)
    writer.release()
    return path.as_uri()


class CaptureProcess:
    """``python -m streaming.capture`` as the supervisor starts it."""

    def __init__(self, url: str, path: Path, **settings: Any) -> None:
        self.socket = str(path)
        config = {"url": url, "socket": self.socket, "name": "CAM-TEST", "panel": False}
        config |= {"memory": str(path.parent), **settings}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streaming.capture"],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
        )
        self.say(config)

    @property
    def stdin(self) -> IO[bytes]:
        assert self.process.stdin
        return self.process.stdin

    def say(self, value: object) -> None:
        self.stdin.write(json.dumps(value).encode() + b"\n")
        self.stdin.flush()

    def client(self) -> CaptureClient:
        """Connect, waiting for the process to listen: its socket is there a moment earlier."""
        end = time.monotonic() + patient(30)
        while True:
            try:
                return CaptureClient(self.socket)
            except (FileNotFoundError, ConnectionRefusedError):
                assert time.monotonic() < end, "the capture process does not listen"
                time.sleep(0.02)

    def end(self) -> int:
        """Close stdin, as a supervisor that dies does, and return the exit code."""
        self.stdin.close()
        return self.process.wait(patient(5))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(patient(5))
        self.stdin.close()
        assert self.process.stderr
        self.process.stderr.close()


@contextmanager
def capturing(url: str, path: Path, **settings: Any) -> Iterator[CaptureProcess]:
    running = CaptureProcess(url, path, **settings)
    try:
        yield running
    finally:
        running.kill()


def eventually(condition: Callable[[], object], what: str, seconds: float = 10.0) -> float:
    """Wait until the condition holds and return the seconds it took; fail with ``what`` otherwise."""
    start = time.monotonic()
    while not condition():
        if time.monotonic() - start > patient(seconds):
            raise AssertionError(f"waited {seconds:g} s for {what}")
        time.sleep(0.02)
    return time.monotonic() - start


def receive_until(
    client: CaptureClient, wanted: Callable[[Message], bool], seconds: float = 10
) -> Message:
    end = time.monotonic() + patient(seconds)
    while time.monotonic() < end:
        message = client.receive()
        if wanted(message):
            return message
    raise AssertionError(f"no such message in {seconds:g} s")


def decoded(jpeg: bytes) -> Any:
    """Return the picture, which must be a whole JPEG."""
    assert jpeg.startswith(b"\xff\xd8")
    assert jpeg.endswith(b"\xff\xd9")
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return image
