"""The protocol of a camera's unix socket: framing and messages, both directions.

Every message is a header of 16 bytes, network order, then its body::

    kind     1 byte
    (3 bytes of padding)
    length   4 bytes, of the body
    at       8 bytes, nanoseconds since 1970 when the picture was captured; 0 where it has no meaning

====  =============  ==========================================================================
kind  direction      body
====  =============  ==========================================================================
A     to capture     JSON ``Ask``: send me this picture from now on (again: another one instead)
R     to capture     JSON ``{"fps": 10}``: announce raw frames to me
N     to capture     JSON annotations (``notes``) of the frame ``at``: draw these, until my next
V     to capture     JSON ``{"viewers": 3}``: so many people watch what I ask for
B     to capture     empty: give me what you have kept of the moment ``at``, once
S     to capture     JSON ``{"every": 1.0}``: status now, and at each change and every so many
                     seconds; 0: only now
P     from capture   JPEG of a live frame
H     from capture   JPEG of a held picture: the last frame, dimmed, because the source is not live
K     from capture   JPEG of the frame nearest to the moment asked for; empty where none is kept
F     from capture   JSON ``RawFrame``: where in shared memory the frame lies
T     from capture   JSON status
====  =============  ==========================================================================

A client that reads slowly skips pictures: capture keeps one for it, the newest.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any, Final

from streaming.capture.pictures import Picture, Size

HEADER: Final = struct.Struct("!c3xIQ")
LARGEST_ASK: Final = 1 << 20
LARGEST_PICTURE: Final = 1 << 26
KEPT_QUALITY: Final = 90
"""JPEG's, of frames that may become evidence."""


class Kind(bytes, Enum):
    ASK = b"A"
    RAW = b"R"
    NOTES = b"N"
    VIEWERS = b"V"
    BACK = b"B"
    STATUS = b"S"
    PICTURE = b"P"
    HELD = b"H"
    KEPT = b"K"
    FRAME = b"F"
    TELL = b"T"


class BadMessageError(ValueError):
    """The peer does not speak this protocol; the connection is closed."""


@dataclass(frozen=True, slots=True)
class Message:
    kind: Kind
    body: bytes
    at_ns: int = 0


@dataclass(frozen=True, slots=True)
class Ask:
    """The picture a client wants, at most ``fps`` times a second (0: every one)."""

    picture: Picture
    fps: float = 0.0


@dataclass(frozen=True, slots=True)
class RawFrame:
    """A BGR frame in the file ``path`` at byte ``offset``; valid while its sequence is ``sequence``."""

    path: str
    offset: int
    width: int
    height: int
    sequence: int


def pack(kind: Kind, body: bytes, at_ns: int = 0) -> bytes:
    return HEADER.pack(kind.value, len(body), at_ns) + body


def pack_json(kind: Kind, value: Any, at_ns: int = 0) -> bytes:
    return pack(kind, json.dumps(value, separators=(",", ":")).encode(), at_ns)


def unpack_header(head: bytes, largest: int = LARGEST_PICTURE) -> tuple[Kind, int, int]:
    """Return (kind, length, at_ns); raise BadMessageError for an unknown kind or a monstrous length."""
    letter, length, at_ns = HEADER.unpack(head)
    try:
        kind = Kind(letter)
    except ValueError as error:
        raise BadMessageError(f"unknown kind {letter!r}") from error
    if length > largest:
        raise BadMessageError(f"{length} bytes are too many")
    return kind, length, at_ns


def ask_to_json(ask: Ask) -> dict[str, Any]:
    return {**asdict(ask.picture), "fps": ask.fps}


def read_ask(body: bytes) -> Ask:
    """Return what the client asks for; raise BadMessageError if it cannot be understood."""
    value = read_object(body)
    try:
        picture = Picture(
            size=Size(value.get("size", Size.FULL)),
            overlay=bool(value.get("overlay", True)),
            personal=bool(value.get("personal", False)),
            quality=min(100, max(1, int(value.get("quality", 80)))),
        )
        return Ask(picture, max(0.0, float(value.get("fps", 0))))
    except (TypeError, ValueError) as error:
        raise BadMessageError("not an ask") from error


def read_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object in ``body``; raise BadMessageError for anything else."""
    try:
        value = json.loads(body)
    except ValueError as error:
        raise BadMessageError("not JSON") from error
    if not isinstance(value, dict):
        raise BadMessageError("not an object")
    return value
