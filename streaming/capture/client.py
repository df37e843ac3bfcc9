"""A blocking client of a capture process, for the vision process, commands and tests."""

from __future__ import annotations

import socket
from types import TracebackType
from typing import Any, Self

from streaming.capture import wire
from streaming.capture.notes import Note, note_to_json
from streaming.capture.rawring import RawReader
from streaming.capture.wire import HEADER, Ask, Kind, Message, RawFrame
from streaming.frames import Image


class CaptureClient:
    """A connection to the socket at ``path``. Every method raises OSError once capture is gone."""

    def __init__(self, path: str, timeout: float = 5.0) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(timeout)
        try:
            self._socket.connect(path)
        except OSError:
            self._socket.close()
            raise
        self._frames = RawReader()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()
        self._frames.close()

    def ask(self, ask: Ask) -> None:
        """Ask for pictures, which ``receive`` returns from now on."""
        self._send(wire.pack_json(Kind.ASK, wire.ask_to_json(ask)))

    def ask_raw(self, fps: float = 0.0) -> None:
        """Ask for raw frames, at most ``fps`` a second (0: all), to be taken by ``next_raw``."""
        self._send(wire.pack_json(Kind.RAW, {"fps": fps}))

    def annotate(self, note: Note) -> None:
        """Have this drawn from now on, in place of what this client had drawn before."""
        self._send(wire.pack_json(Kind.NOTES, note_to_json(note), note.at_ns))

    def status(self) -> dict[str, Any]:
        """Return the state and counters now."""
        self.follow_status(0)
        return self.next_status()

    def follow_status(self, every: float) -> None:
        """Ask for state and counters, to be taken by ``next_status``: at each change, and so often."""
        self._send(wire.pack_json(Kind.STATUS, {"every": every}))

    def next_status(self) -> dict[str, Any]:
        """Return what was said next. Pictures that arrive meanwhile are dropped."""
        while (message := self.receive()).kind is not Kind.TELL:
            pass
        return wire.read_object(message.body)

    def kept(self, at_ns: int) -> tuple[int, bytes] | None:
        """Return (captured_at in ns, JPEG) of the kept frame nearest to ``at_ns``; None without any."""
        self._send(wire.pack(Kind.BACK, b"", at_ns))
        while (message := self.receive()).kind is not Kind.KEPT:
            pass
        return (message.at_ns, message.body) if message.body else None

    def next_raw(self) -> tuple[int, Image]:
        """Return (captured_at in ns, a copy of the next raw frame); overwritten ones are skipped."""
        while True:
            message = self.receive()
            if message.kind is not Kind.FRAME:
                continue
            image = self._frames.read(RawFrame(**wire.read_object(message.body)))
            if image is not None:
                return message.at_ns, image

    def receive(self) -> Message:
        """Return the next message of whatever kind; raises TimeoutError when there is none in time."""
        kind, length, at_ns = wire.unpack_header(self._exactly(HEADER.size))
        return Message(kind, self._exactly(length), at_ns)

    def _send(self, packed: bytes) -> None:
        self._socket.sendall(packed)

    def _exactly(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            part = self._socket.recv(count - len(data))
            if not part:
                raise ConnectionResetError("the capture process is gone")
            data += part
        return bytes(data)
