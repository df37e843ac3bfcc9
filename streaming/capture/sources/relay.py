"""Stands between FFmpeg and an RTSP camera: no picture is late, and nobody leads us elsewhere.

FFmpeg waits for the next picture to be sure of one, and follows a camera's redirect to whatever address
it names. What passes through here is delimited, and goes to the camera's host or nowhere.
"""

from __future__ import annotations

import select
import socket
import threading
from contextlib import ExitStack, suppress
from typing import Final
from urllib.parse import urlsplit

from streaming.capture.sources.base import SourceError
from streaming.capture.sources.delimiting import Delimiting

HERE: Final = "127.0.0.1"
PORT: Final = 554
PIECE: Final = 1 << 16


class Relay:
    """Takes one connection, and passes it on to the camera at ``url``; ends when either side does."""

    def __init__(self, url: str, timeout: float) -> None:
        parts = urlsplit(url)
        self._camera = parts.hostname or "", parts.port or PORT
        self._timeout = timeout
        self._listener = socket.create_server((HERE, 0), backlog=1)
        self._listener.settimeout(timeout)
        self._ends: tuple[socket.socket, ...] = ()
        self.refusal: SourceError | None = None
        """Why nothing more is passed on: the camera leads elsewhere, or speaks another language."""
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self._thread.start()

    def address(self, url: str) -> str:
        """Return ``url``, with its user and password, by way of this relay."""
        parts = urlsplit(url)
        secret, at, _ = parts.netloc.rpartition("@")
        port = self._listener.getsockname()[1]
        return parts._replace(netloc=f"{secret}{at}{HERE}:{port}").geturl()

    @property
    def places(self) -> set[tuple[str, int]]:
        """Both ends of the connection between FFmpeg and here."""
        with suppress(OSError):
            here = self._ends[:1]
            return {end.getpeername() for end in here} | {end.getsockname() for end in here}
        return set()

    def close(self) -> None:
        """End it; safe to repeat."""
        for end in (self._listener, *self._ends):
            # Wakes the thread, which a mere close would not.
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=1)

    def _run(self) -> None:
        with ExitStack() as stack, suppress(OSError):
            with self._listener:
                here, _ = self._listener.accept()
            stack.enter_context(here)
            there = stack.enter_context(socket.create_connection(self._camera, self._timeout))
            for end in (here, there):
                end.settimeout(None)
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._ends = here, there
            try:
                _pass(here, there)
            except SourceError as refusal:
                self.refusal = refusal


def _pass(here: socket.socket, there: socket.socket) -> None:
    """Pass bytes both ways until one side ends."""
    delimiting = Delimiting()
    while True:
        ready, _, _ = select.select([here, there], [], [])
        for end in ready:
            data = end.recv(PIECE)
            if not data:
                return
            if end is there:
                here.sendall(delimiting.feed(data))
            else:
                there.sendall(data)
