"""One client of a capture process: what it asked for, and at most one waiting message of each kind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from streaming.capture import wire
from streaming.capture.notes import Note, read_note
from streaming.capture.pacing import UNLIMITED, Pace, admit
from streaming.capture.wire import HEADER, LARGEST_ASK, Ask, BadMessageError, Kind

MOST_VIEWERS = 1_000_000
NUMBERED = {Kind.RAW: "fps", Kind.STATUS: "every", Kind.VIEWERS: "viewers"}


@dataclass(slots=True)
class Wishes:
    """What a client wants, and its pace in each."""

    ask: Ask | None = None
    ask_pace: Pace = UNLIMITED
    raw_pace: Pace | None = None
    status_every: float = 0.0
    note: Note | None = None
    back_ns: int = 0
    viewers: int = 1
    """Who watch what is asked for; one who asks is one until it says otherwise."""

    @property
    def frames(self) -> bool:
        """Whether the source must be open for this client."""
        return self.ask is not None or self.raw_pace is not None

    def due_picture(self, now: float) -> bool:
        if self.ask is None:
            return False
        due, self.ask_pace = admit(self.ask_pace, now)
        return due

    def due_raw(self, now: float) -> bool:
        if self.raw_pace is None:
            return False
        due, self.raw_pace = admit(self.raw_pace, now)
        return due


class Connection(asyncio.Protocol):
    """Talks ``wire``. ``changed`` is told after each message, and when the client is gone."""

    def __init__(self, changed: Callable[[Connection, Kind | None], None]) -> None:
        self.wishes = Wishes()
        self._changed = changed
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._waiting: dict[Kind, bytes] = {}
        self._full = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        # Anything the kernel does not take at once counts as full: the queue is our one waiting message.
        self._transport.set_write_buffer_limits(high=0)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._waiting.clear()
        self._changed(self, None)

    def data_received(self, data: bytes) -> None:
        self._received += data
        try:
            while (message := self._next()) is not None:
                self._obey(message)
                self._changed(self, message.kind)
        except BadMessageError:
            self.close()

    def offer(self, kind: Kind, packed: bytes) -> None:
        """Send now, or when the client can take it; one of its kind that waits is dropped."""
        if self._transport is None or self._transport.is_closing():
            return
        if self._full:
            self._waiting[kind] = packed
        else:
            self._transport.write(packed)

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False
        while self._waiting and not self._full and self._transport:
            self._transport.write(self._waiting.pop(next(iter(self._waiting))))

    def close(self) -> None:
        if self._transport:
            self._transport.abort()

    def _next(self) -> wire.Message | None:
        if len(self._received) < HEADER.size:
            return None
        kind, length, at_ns = wire.unpack_header(bytes(self._received[: HEADER.size]), LARGEST_ASK)
        end = HEADER.size + length
        if len(self._received) < end:
            return None
        body = bytes(self._received[HEADER.size : end])
        del self._received[:end]
        return wire.Message(kind, body, at_ns)

    def _obey(self, message: wire.Message) -> None:
        if message.kind is Kind.ASK:
            self.wishes.ask = wire.read_ask(message.body)
            self.wishes.ask_pace = Pace(self.wishes.ask.fps)
        elif message.kind in NUMBERED:
            self._count(message.kind, _number(message.body, NUMBERED[message.kind]))
        elif message.kind is Kind.BACK:
            self.wishes.back_ns = message.at_ns
        elif message.kind is Kind.NOTES:
            self.wishes.note = read_note(wire.read_object(message.body), message.at_ns)
        else:
            raise BadMessageError("only capture sends this")

    def _count(self, kind: Kind, number: float) -> None:
        if kind is Kind.RAW:
            self.wishes.raw_pace = Pace(number)
        elif kind is Kind.STATUS:
            self.wishes.status_every = number
        else:
            self.wishes.viewers = int(min(number, MOST_VIEWERS))


def _number(body: bytes, name: str) -> float:
    try:
        return max(0.0, float(wire.read_object(body).get(name, 0)))
    except (TypeError, ValueError) as error:
        raise BadMessageError(f"{name} is not a number") from error
