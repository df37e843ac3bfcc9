"""The serving side of a capture process: unix socket, demand, the beat that notices silence."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from pathlib import Path
from typing import Final

from streaming.capture import wire
from streaming.capture.config import CaptureConfig
from streaming.capture.connection import Connection
from streaming.capture.health import State
from streaming.capture.monitor import Monitor
from streaming.capture.publisher import Publisher
from streaming.capture.reader import Reader
from streaming.capture.sources.opening import Opener, open_source
from streaming.capture.status import status
from streaming.capture.wire import Kind

BEAT_S: Final = 0.25
HOLD_S: Final = 1.0


class Capture:
    """One camera, served until cancelled. Everything but the reader runs in the event loop."""

    def __init__(self, config: CaptureConfig, opener: Opener = open_source) -> None:
        self._config = config
        self._monitor = Monitor(config.stall_after)
        self._clients: set[Connection] = set()
        self._publisher = Publisher(config, self._monitor, self._clients)
        self._reader = Reader(config, self._monitor, self._wake, opener)
        self._always = config.always
        self._shown = State.IDLE
        self._held_at = 0.0
        self._told: dict[Connection, float] = {}
        self._linger: asyncio.TimerHandle | None = None

    async def serve(self) -> None:
        """Serve until cancelled; the socket is there once the first client can connect."""
        self._loop = asyncio.get_running_loop()
        server = await self._listen()
        self._inode = Path(self._config.socket).stat().st_ino  # noqa: ASYNC240 - once, at the start
        self._reader.start()
        self._reader.want(self._always)
        try:
            while True:
                await asyncio.sleep(BEAT_S)
                self._beat()
        finally:
            server.close()
            self._close()

    def set_always(self, always: bool) -> None:
        """Keep the source open although nobody asks, or no longer."""
        self._always = always
        self._weigh()

    async def _listen(self) -> asyncio.AbstractServer:
        before = os.umask(0o177)  # the socket is for this user only, from its first moment
        try:
            # Replaces a socket that a killed process has left.
            return await self._loop.create_unix_server(self._connection, self._config.socket)
        finally:
            os.umask(before)

    def _unlink(self) -> None:
        path = Path(self._config.socket)
        # Not the socket of a successor that was started before this process had ended.
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_ino == self._inode:
                path.unlink()

    def _connection(self) -> Connection:
        client = Connection(self._heard)
        self._clients.add(client)
        return client

    def _heard(self, client: Connection, kind: Kind | None) -> None:
        if kind is None:
            self._clients.discard(client)
            self._told.pop(client, None)
        self._weigh()
        if kind is Kind.ASK:
            self._publisher.welcome(client)
        elif kind is Kind.BACK:
            self._publisher.look_back(client)
        elif kind is Kind.STATUS:
            self._tell(client)

    def _weigh(self) -> None:
        """Open the source if frames are wanted; close it when nobody has wanted any for a while."""
        if self._always or any(client.wishes.frames for client in self._clients):
            self._forget_linger()
            self._reader.want(True)
        elif self._linger is None:
            self._linger = self._loop.call_later(self._config.linger, self._reader.want, False)

    def _forget_linger(self) -> None:
        if self._linger:
            self._linger.cancel()
            self._linger = None

    def _wake(self) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended before its reader
            self._loop.call_soon_threadsafe(self._arrived)

    def _arrived(self) -> None:
        frame = self._reader.take()
        if frame:
            self._publisher.publish(frame)

    def _beat(self) -> None:
        now, state = time.monotonic(), self._monitor.health.state
        changed, self._shown = state is not self._shown, state
        if state is not State.LIVE and (changed or now - self._held_at >= HOLD_S):
            self._held_at = now
            self._publisher.hold()
        for client in self._clients:
            every = client.wishes.status_every
            if every and (changed or now - self._told.get(client, 0.0) >= every):
                self._tell(client)

    def _tell(self, client: Connection) -> None:
        self._told[client] = time.monotonic()
        client.offer(Kind.TELL, wire.pack_json(Kind.TELL, status(self._monitor, self._clients)))

    def _close(self) -> None:
        self._unlink()
        self._forget_linger()
        for client in tuple(self._clients):
            client.close()
        self._reader.stop(timeout=0.5)
        self._publisher.close()
