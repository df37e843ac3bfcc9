"""A live server in a thread for tests, and viewers that read it as browsers do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self
from urllib.parse import parse_qs

import uvicorn

from factory.web.line import LineProtocol, line_of
from streaming.live.asgi import Receive, Scope, Send
from streaming.live.channel import Channel
from streaming.live.hub import Hub
from streaming.live.mjpeg import stream
from streaming.live.snapshot import snapshot
from streaming.live.sockets import listening
from tests.streaming.capturing import eventually


@dataclass(frozen=True)
class Served:
    hub: Hub
    port: int

    def open(self, path: str = "/", receive_buffer: int | None = None) -> Browser:
        return Browser(self.port, path, receive_buffer)


class Browser:
    """Reads one response; chunked transfer coding is undone by ``makefile`` of a raw socket."""

    def __init__(
        self,
        port: int,
        path: str,
        receive_buffer: int | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._line = socket.socket()
        if receive_buffer:
            self._line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._line.settimeout(10)
        self._line.connect(("127.0.0.1", port))
        lines = [f"GET {path} HTTP/1.1", "Host: localhost"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._line.sendall("\r\n".join([*lines, "", ""]).encode())
        self._file = self._line.makefile("rb")
        self._body = b""
        self.status = int(self._file.readline().split()[1])
        self.headers = self._head(self._file.readline)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()
        self._line.close()

    def part(self) -> tuple[dict[str, str], bytes]:
        """Return headers and body of the next part; EOFError at the end of the response."""
        while (line := self._line_of_body()) != b"--frame\r\n":
            assert line == b"\r\n"
        headers = self._head(self._line_of_body)
        body = self._exactly(int(headers["content-length"]))
        self._body = self._exactly(2) and self._body
        return headers, body

    def _head(self, readline: Callable[[], bytes]) -> dict[str, str]:
        headers = {}
        while (line := readline().decode().strip()) != "":
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return headers

    def _line_of_body(self) -> bytes:
        while b"\r\n" not in self._body:
            self._body += self._chunk()
        line, _, self._body = self._body.partition(b"\r\n")
        return line + b"\r\n"

    def _exactly(self, count: int) -> bytes:
        while len(self._body) < count:
            self._body += self._chunk()
        taken, self._body = self._body[:count], self._body[count:]
        return taken

    def _chunk(self) -> bytes:
        size = int(self._file.readline() or b"0", 16)
        data = self._file.read(size)
        self._file.readline()
        if not size:
            raise EOFError
        return data

    def everything(self) -> bytes:
        return self._file.read(int(self.headers["content-length"]))


@contextmanager
def serving(channel: Channel, allowed: Callable[[], bool] = lambda: True) -> Iterator[Served]:
    """Serve ``/`` as stream (``?fps=``, ``?plain`` by ASGI alone) and ``/snapshot``."""
    hub = Hub()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        answering: Awaitable[None]
        if scope["path"] == "/snapshot":
            answering = snapshot(hub, channel, send)
        else:
            query = parse_qs(scope["query_string"].decode())
            fps = float(query.get("fps", ["0"])[0])
            line = None if "plain" in query else line_of(scope)
            answering = stream(hub, channel, receive, send, allowed=allowed, fps=fps, line=line)
        await answering

    listener = listening("127.0.0.1", 0)
    config = uvicorn.Config(
        app,
        http=LineProtocol,
        lifespan="off",
        log_level="error",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        eventually(lambda: server.started, "the server")
        yield Served(hub, listener.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
        assert not thread.is_alive()
