"""Stands between FFmpeg and a camera: no picture is late or stretched, and nobody leads us elsewhere.

FFmpeg waits for the next picture to be sure of one, follows an RTSP camera's redirect to whatever address
it names, and looks for no address in a certificate; behind OpenCV it does not say that pictures have
another size. What passes through here is delimited and measured, and goes to the camera's host, which has
proved to be that, or nowhere.
"""

from __future__ import annotations

import select
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from streaming.capture.config import CaptureConfig
from streaming.capture.probe import connect
from streaming.capture.sources.base import SourceError
from streaming.capture.sources.delimiting import Delimiting
from streaming.capture.sources.sizes import Sizes
from streaming.capture.sources.units import watching
from streaming.capture.trust import context_for, distrust

PIECE: Final = 1 << 16
PLAIN: Final = {"rtsp": "rtsp", "rtsps": "rtsp", "http": "http", "https": "http"}
"""What is spoken between FFmpeg and here."""
Passing: TypeAlias = Callable[[bytes], bytes]


class Relay:
    """Takes FFmpeg's connections one by one, and passes each on to the camera of ``config``."""

    def __init__(self, config: CaptureConfig) -> None:
        self._config = config
        # Of the camera's own family, for FFmpeg takes packets over UDP by the same.
        there = urlsplit(config.url).hostname or ""
        here, family = ("::1", socket.AF_INET6) if ":" in there else ("127.0.0.1", socket.AF_INET)
        self._listener = socket.create_server((here, 0), family=family, backlog=1)
        self._listener.settimeout(config.open_timeout)
        self.sizes = Sizes()
        self._ends: tuple[socket.socket, ...] = ()
        self.refusal: SourceError | None = None
        """Why nothing more is passed on: the camera leads elsewhere, or is not the one it should be."""
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """The camera's address, with user and password, by way of this relay."""
        parts = urlsplit(self._config.address)
        secret, at, _ = parts.netloc.rpartition("@")
        host, port = self._listener.getsockname()[:2]
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        return parts._replace(scheme=PLAIN[parts.scheme], netloc=f"{secret}{at}{place}").geturl()

    @property
    def places(self) -> set[tuple[str, int]]:
        """Both ends of the connection between FFmpeg and here."""
        with suppress(OSError):
            here = self._ends[:1]
            return {one[:2] for end in here for one in (end.getpeername(), end.getsockname())}
        return set()

    def close(self) -> None:
        """End it; safe to repeat."""
        for end in (self._listener, *self._ends):
            # Wakes the thread, which a mere close would not.
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=1)

    def _run(self) -> None:
        with self._listener, suppress(OSError):
            while self.refusal is None:
                here, _ = self._listener.accept()
                with here, suppress(OSError):
                    self._serve(here)

    def _serve(self, here: socket.socket) -> None:
        try:
            with self._there() as there:
                here.settimeout(None)
                for end in (here, there):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._ends = here, there
                _pass(here, there, self._passing(there), self._config.open_timeout)
        except SourceError as refusal:
            self.refusal = refusal

    def _there(self) -> socket.socket:
        config = self._config
        try:
            context = context_for(config.scheme, config.ca_file)
            return connect(config.url, config.open_timeout, context, config.host)
        except ssl.SSLCertVerificationError as error:
            raise SourceError(distrust(error)) from error

    def _passing(self, there: socket.socket) -> Passing:
        """Return what becomes of the camera's bytes."""
        if not self._config.scheme.startswith("rtsp"):
            return watching(self.sizes)
        source = there.getpeername()[0] if self._config.over_udp else ""
        return Delimiting(source, self.sizes).feed


def _pass(here: socket.socket, there: socket.socket, passing: Passing, patience: float) -> None:
    """Pass bytes both ways until one side ends."""
    # TLS may have something to read that is nothing for us: waiting for more would hold up the question.
    there.setblocking(False)
    while True:
        ready, _, _ = select.select([here, there], [], [])
        for end in ready:
            try:
                data = end.recv(PIECE)
            except (BlockingIOError, ssl.SSLWantReadError):
                continue
            if not data:
                return
            if end is there:
                here.sendall(passing(data))
            else:
                there.settimeout(patience)
                there.sendall(data)
                there.setblocking(False)
