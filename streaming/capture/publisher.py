"""Gives each client its picture of the newest frame, making every distinct picture once."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict

from streaming import cards
from streaming.capture import wire
from streaming.capture.config import CaptureConfig
from streaming.capture.connection import Connection
from streaming.capture.health import State
from streaming.capture.monitor import Monitor
from streaming.capture.pacing import Pace, admit
from streaming.capture.pictures import Picture, distinct
from streaming.capture.rawring import RawWriter
from streaming.capture.reader import Captured
from streaming.capture.recent import Recent
from streaming.capture.render import Renderer, Sheet
from streaming.capture.wire import KEPT_QUALITY, Kind


class Publisher:
    """Runs in the serving thread; ``clients`` is the live set of connections."""

    def __init__(
        self, config: CaptureConfig, monitor: Monitor, clients: Iterable[Connection]
    ) -> None:
        self._config = config
        self._monitor = monitor
        self._clients = clients
        self._renderer = Renderer(config, monitor)
        self._ring = RawWriter(config.memory, config.socket)
        self._recent = Recent(config.keep)
        self._keep_pace = Pace(config.keep_fps)
        self._last: Captured | None = None

    def publish(self, frame: Captured) -> None:
        """Send a new frame to those whose turn it is."""
        self._last, now = frame, time.monotonic()
        self._keep(frame, now)
        self._send_raw([one for one in self._clients if one.wishes.due_raw(now)], frame)
        self._send_live([one for one in self._clients if one.wishes.due_picture(now)], frame)

    def hold(self) -> None:
        """Send everybody the last picture, dimmed, with the state."""
        self._send_held([one for one in self._clients if one.wishes.ask])

    def welcome(self, client: Connection) -> None:
        """Send a picture to one who just asked, so that nobody waits for a slow or absent camera."""
        if self._monitor.health.state is State.LIVE and self._last:
            self._send_live([client], self._last)
        else:
            self._send_held([client])

    def look_back(self, client: Connection) -> None:
        """Send the kept frame nearest to the moment that the client names, or nothing."""
        at_ns, jpeg = self._recent.nearest(client.wishes.back_ns) or (0, b"")
        client.offer(Kind.KEPT, wire.pack(Kind.KEPT, jpeg, at_ns))

    def close(self) -> None:
        self._ring.close()

    def _keep(self, frame: Captured, now: float) -> None:
        if self._config.keep:
            due, self._keep_pace = admit(self._keep_pace, now)
            if due:
                self._recent.add(frame.at_ns, cards.jpeg(frame.bgr, KEPT_QUALITY))

    def _send_raw(self, clients: list[Connection], frame: Captured) -> None:
        if clients:
            packed = wire.pack_json(Kind.FRAME, asdict(self._ring.write(frame.bgr)), frame.at_ns)
            for client in clients:
                client.offer(Kind.FRAME, packed)

    def _send_live(self, clients: list[Connection], frame: Captured) -> None:
        if not clients:
            return
        notes = tuple(one.wishes.note for one in self._clients if one.wishes.note)
        sheet = Sheet(frame, notes, self._monitor.fps)
        seen = sheet.annotations
        groups: defaultdict[Picture, list[Connection]] = defaultdict(list)
        for client in clients:
            if client.wishes.ask:
                asked = client.wishes.ask.picture
                groups[distinct(asked, seen, frame.size, panel=self._config.panel)].append(client)
        for picture, group in groups.items():
            packed = wire.pack(Kind.PICTURE, self._renderer.live(sheet, picture), frame.at_ns)
            for client in group:
                client.offer(Kind.PICTURE, packed)

    def _send_held(self, clients: list[Connection]) -> None:
        now_ns = time.time_ns()
        made: dict[tuple[str, int], bytes] = {}
        for client in clients:
            if not client.wishes.ask:
                continue
            picture = client.wishes.ask.picture
            key = picture.size, picture.quality
            if key not in made:
                made[key] = wire.pack(
                    Kind.HELD, self._renderer.held(self._last, picture, now_ns), now_ns
                )
            # The same kind in the queue as a live picture, so that the newer always replaces the older.
            client.offer(Kind.PICTURE, made[key])
