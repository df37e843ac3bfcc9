"""One 720p30 RTSP camera to many MJPEG viewers, beside GStreamer in the same run.

``python benchmarks/streaming_fanout.py CAMERA.h264 [--viewers 1,100] [--seconds 10]``; the file needs
access unit delimiters, for example from
``ffmpeg -i FOOTAGE -vf scale=1280:720,fps=30 -c:v libx264 -bf 0 -x264-params aud=1 CAMERA.h264``.
Needs /usr/bin/python3 with GStreamer's bindings, an H.264 decoder of its for the peer, and Linux's /proc.
CPU is that of the serving processes only, not of the RTSP server and the viewers.
"""

from __future__ import annotations

import argparse
import json
import os
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn

from streaming.capture.pictures import Picture
from streaming.live.asgi import Receive, Scope, Send
from streaming.live.channel import Channel
from streaming.live.hub import Hub
from streaming.live.mjpeg import stream
from streaming.live.sockets import listening

ROOT = Path(__file__).parents[1]
RTSP_SERVER = ROOT / "tests" / "streaming" / "rtsp_server.py"
LAUNCH = """
import sys, gi
gi.require_version("Gst", "1.0")
from gi.repository import GLib, Gst
Gst.init(None)
Gst.parse_launch(sys.argv[1]).set_state(Gst.State.PLAYING)
GLib.MainLoop().run()
"""
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Viewer:
    """Counts pictures by skipping Content-Length bytes; notes how old each was on arrival."""

    line: socket.socket
    pictures: int = 0
    ages_ms: list[float] = field(default_factory=list)
    _head: bytes = b""
    _skip: int = 0

    def feed(self, data: memoryview) -> None:
        at = 0
        while at < len(data):
            step = min(self._skip, len(data) - at)
            at, self._skip = at + step, self._skip - step
            if self._skip == 0 and at < len(data):
                at += self._read_head(bytes(data[at : at + 400]))

    def _read_head(self, data: bytes) -> int:
        whole = self._head + data
        start = whole.lower().find(b"content-length:")
        end = whole.find(b"\r\n\r\n", start) if start >= 0 else -1
        if end < 0:
            self._head = whole[-400:]
            return len(data)
        lines = whole[start:end].lower().split(b"\r\n")
        self._skip = int(lines[0].split(b":")[1])
        self.pictures += 1
        for line in lines[1:]:
            if line.startswith(b"x-timestamp:"):
                self.ages_ms.append(time.time_ns() / 1e6 - float(line.split(b":")[1]) * 1000)
        used = end + 4 - len(self._head)
        self._head = b""
        return used


def cpu_seconds(pids: list[int]) -> float:
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def megabytes(pids: list[int]) -> float:
    """Proportional set size: what processes share counts once."""
    files = [Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii") for pid in pids]
    return sum(int(file.partition("\nPss:")[2].split()[0]) for file in files) / 1000


def watch(port: int, viewers: int, seconds: float, pids: list[int]) -> str:
    """Connect viewers, let them settle, and measure."""
    chooser = selectors.DefaultSelector()
    everyone = [Viewer(socket.create_connection(("127.0.0.1", port))) for _ in range(viewers)]
    for one in everyone:
        one.line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        one.line.setblocking(False)
        chooser.register(one.line, selectors.EVENT_READ, one)
    _pump(chooser, 2.0)
    for one in everyone:
        one.pictures = 0
        one.ages_ms.clear()
    before, start = cpu_seconds(pids), time.monotonic()
    _pump(chooser, seconds)
    cpu, took = cpu_seconds(pids) - before, time.monotonic() - start
    pictures = sum(one.pictures for one in everyone)
    ages = [age for one in everyone for age in one.ages_ms]
    memory = megabytes(pids)
    for one in everyone:
        one.line.close()
    age = f"{statistics.median(ages):6.1f} ms" if ages else "        -"
    return (
        f"{viewers:4d} viewers  {pictures / took / viewers:5.1f} fps each  CPU {100 * cpu / took:5.1f} %"
        f"  {1e6 * cpu / max(1, pictures):8.1f} us a picture  age {age}  {memory:5.0f} MB"
    )


def trail(port: int, viewers: int, seconds: float) -> str:
    """Return how old the pictures of one 300 kB/s reader are, and the rate of the others beside it."""
    chooser = selectors.DefaultSelector()
    slow, *others = (Viewer(socket.create_connection(("127.0.0.1", port))) for _ in range(viewers))
    for one in (slow, *others):
        one.line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        one.line.setblocking(False)
    for one in others:
        chooser.register(one.line, selectors.EVENT_READ, one)
    room, end = memoryview(bytearray(6000)), time.monotonic() + seconds
    while time.monotonic() < end:
        _pump(chooser, 0.02)
        with suppress(BlockingIOError):
            slow.feed(room[: slow.line.recv_into(room)])
    rate = sum(one.pictures for one in others) / len(others) / seconds
    for one in (slow, *others):
        one.line.close()
    oldest = max(slow.ages_ms[-10:], default=float("nan")) / 1000
    return f"{viewers - 1:4d} viewers  {rate:5.1f} fps each; a 300 kB/s reader beside: {oldest:.2f} s old"


def _pump(chooser: selectors.BaseSelector, seconds: float) -> None:
    room = memoryview(bytearray(1 << 18))
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for key, _ in chooser.select(min(0.1, seconds)):
            count = key.fileobj.recv_into(room)  # type: ignore[union-attr] # a socket was registered
            key.data.feed(room[:count])


@contextmanager
def running(command: list[str], config: str = "", ready: str = "") -> Iterator[int]:
    """Run a process with one line on its stdin; wait for ``ready`` on its stdout if given."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}  # noqa: TID251 - handed on, not read
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as child:
        assert child.stdin
        assert child.stdout
        child.stdin.write(config)
        child.stdin.flush()
        while ready and ready not in child.stdout.readline():
            pass
        try:
            yield child.pid
        finally:
            child.kill()


def serve(port: int, path: str, overlay: bool) -> None:
    """Be the web process: every path is the one camera."""
    hub = Hub()
    channel = Channel(path, Picture(overlay=overlay), "bench")

    async def app(_scope: Scope, receive: Receive, send: Send) -> None:
        await stream(hub, channel, receive, send)

    config = uvicorn.Config(
        app, lifespan="off", access_log=False, log_level="warning", loop="uvloop"
    )
    uvicorn.Server(config).run(sockets=[listening("127.0.0.1", port)])


def ours(url: str, port: int, *, overlay: bool, stack: ExitStack) -> list[int]:
    path = f"{stack.enter_context(tempfile.TemporaryDirectory())}/camera.sock"
    config = json.dumps({"url": url, "socket": path, "name": "bench", "panel": overlay}) + "\n"
    capture = stack.enter_context(running([sys.executable, "-m", "streaming.capture"], config))
    command = [sys.executable, __file__, "--serve", str(port), path, "1" if overlay else ""]
    return [capture, stack.enter_context(running(command))]


def gstreamer(url: str, port: int, stack: ExitStack) -> list[int]:
    line = (
        f"rtspsrc location={url} protocols=tcp latency=0 ! rtph264depay ! h264parse"
        " ! decodebin ! videoconvert ! jpegenc quality=80 ! multipartmux boundary=frame"
        f" ! tcpserversink host=127.0.0.1 port={port} recover-policy=keyframe sync=false"
    )
    return [stack.enter_context(running(["/usr/bin/python3", "-c", LAUNCH, line]))]


def compare(footage: str, viewers: list[int], seconds: float) -> None:
    with ExitStack() as stack:
        url = "rtsp://127.0.0.1:18560/live"
        source = ["/usr/bin/python3", str(RTSP_SERVER), "18560", footage, "30"]
        stack.enter_context(running(source, ready="ready"))
        subjects: dict[str, Callable[[ExitStack], tuple[int, list[int]]]] = {
            "gstreamer": lambda inner: (18561, gstreamer(url, 18561, inner)),
            "ours": lambda inner: (18562, ours(url, 18562, overlay=False, stack=inner)),
            "ours, panel drawn": lambda inner: (18563, ours(url, 18563, overlay=True, stack=inner)),
        }
        for count in viewers:
            for name, start in subjects.items():
                with ExitStack() as inner:
                    port, pids = start(inner)
                    time.sleep(2.5)
                    print(f"{name:20s}{watch(port, count, seconds, pids)}", flush=True)
                    if count > 1:
                        print(f"{name:20s}{trail(port, 50, seconds)}", flush=True)


def main() -> None:
    if sys.argv[1:2] == ["--serve"]:
        serve(int(sys.argv[2]), sys.argv[3], bool(sys.argv[4]))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("footage")
    parser.add_argument("--viewers", default="1,100")
    parser.add_argument("--seconds", type=float, default=10.0)
    chosen = parser.parse_args()
    compare(chosen.footage, [int(one) for one in chosen.viewers.split(",")], chosen.seconds)


if __name__ == "__main__":
    main()
