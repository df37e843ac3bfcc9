"""Many viewers of one stream in one process: pictures counted, one of them read for their age."""

from __future__ import annotations

import selectors
import socket
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

ROOM = 1 << 18
SETTLE_S = 2.0
AgeOf = Callable[[bytes], float | None]
"""JPEG → seconds since its frame left the camera; None where that cannot be read."""


@dataclass
class Viewer:
    """Takes multipart apart by Content-Length; looks into pictures only where it is given ``age_of``."""

    line: socket.socket
    age_of: AgeOf | None = None
    pictures: int = 0
    ages: list[float] = field(default_factory=list)
    _head: bytes = b""
    _left: int = 0
    _jpeg: bytearray = field(default_factory=bytearray)

    def feed(self, data: memoryview) -> None:
        at = 0
        while at < len(data):
            step = min(self._left, len(data) - at)
            if step:
                self._body(data[at : at + step])
                at += step
            else:
                at += self._seek(bytes(data[at : at + 400]))

    def _body(self, piece: memoryview) -> None:
        self._left -= len(piece)
        if self.age_of:
            self._jpeg += piece
        if self._left:
            return
        self.pictures += 1
        if self.age_of:
            age = self.age_of(bytes(self._jpeg))
            self.ages += [] if age is None else [age]
            self._jpeg.clear()

    def _seek(self, data: bytes) -> int:
        """Look for the head of a part in what came before and ``data``; return the bytes used."""
        whole = self._head + data
        start = whole.lower().find(b"content-length:")
        end = whole.find(b"\r\n\r\n", start) if start >= 0 else -1
        if end < 0:
            self._head = whole[-400:]
            return len(data)
        self._left = int(whole[start:end].split(b"\r\n")[0].split(b":")[1])
        used = end + 4 - len(self._head)
        self._head = b""
        return used


@dataclass(frozen=True)
class Seen:
    """What viewers saw: pictures a second of the mean and of the worst of them, ages in seconds."""

    seconds: float
    pictures: int
    fps: float
    slowest_fps: float
    ages: tuple[float, ...]

    @property
    def age(self) -> float:
        return statistics.median(self.ages) if self.ages else float("nan")


class Audience:
    """The viewers of one address. The first one reads ages."""

    def __init__(self, count: int, age_of: AgeOf) -> None:
        self._chooser = selectors.DefaultSelector()
        self._room = memoryview(bytearray(ROOM))
        self._count, self._age_of = count, age_of
        self.viewers: list[Viewer] = []

    def connect(
        self, port: int, path: str = "/", headers: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        # Asked as 1.1, motion's library would put chunk marks into the middle of pictures.
        version = "1.1" if headers else "1.0"
        lines = [
            f"GET {path} HTTP/{version}",
            "Host: localhost",
            *(f"{k}: {v}" for k, v in headers.items()),
        ]
        for _ in range(self._count):
            line = socket.create_connection(("127.0.0.1", port))
            line.sendall("\r\n".join([*lines, "", ""]).encode())
            line.setblocking(False)
            one = Viewer(line, None if self.viewers else self._age_of)
            self.viewers.append(one)
            self._chooser.register(line, selectors.EVENT_READ, one)

    def watch(self, seconds: float) -> Seen:
        for one in self.viewers:
            one.pictures = 0
            one.ages.clear()
        start = time.monotonic()
        self.pump(seconds)
        took = time.monotonic() - start
        each = [one.pictures / took for one in self.viewers]
        pictures = sum(one.pictures for one in self.viewers)
        return Seen(took, pictures, statistics.fmean(each), min(each), tuple(self.viewers[0].ages))

    def pump(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            for key, _ in self._chooser.select(min(0.1, left)):
                count = key.fileobj.recv_into(self._room)  # type: ignore[union-attr] # a socket was registered
                if not count:
                    raise EOFError("the server ended a stream")
                key.data.feed(self._room[:count])

    def close(self) -> None:
        self._chooser.close()
        for one in self.viewers:
            one.line.close()


def wait_until_shown(
    port: int, path: str, headers: Mapping[str, str], patience: float = 20.0
) -> None:
    """Wait until a viewer gets pictures: servers open their camera in their own time."""
    end = time.monotonic() + patience
    while True:
        first = Audience(1, lambda _jpeg: None)
        try:
            first.connect(port, path, headers)
            if first.watch(3.0).pictures > 1:
                return
        except (OSError, EOFError):
            time.sleep(0.3)
        finally:
            first.close()
        if time.monotonic() > end:
            raise TimeoutError("no picture")


class SlowReader:
    """Reads ``rate`` bytes a second, steadily, and notes how old each picture is once it is whole."""

    def __init__(self, port: int, path: str, headers: Mapping[str, str], age_of: AgeOf) -> None:
        audience = Audience(1, age_of)
        audience.connect(port, path, headers)
        (self._viewer,) = audience.viewers

    def read(self, rate: float, seconds: float) -> tuple[float, ...]:
        start, taken = time.monotonic(), 0.0
        room = memoryview(bytearray(ROOM))
        while (now := time.monotonic() - start) < seconds:
            allowed = int(now * rate - taken)
            if allowed > 0:
                taken += self._take(room[: min(allowed, 8192)])
            time.sleep(0.01)
        return tuple(self._viewer.ages)

    def _take(self, room: memoryview) -> int:
        try:
            count = self._viewer.line.recv_into(room)
        except BlockingIOError:
            return 0
        self._viewer.feed(room[:count])
        return count

    def close(self) -> None:
        self._viewer.line.close()
