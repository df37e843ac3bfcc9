"""What an RTSP camera says in words, read so strictly that FFmpeg cannot read it otherwise.

FFmpeg follows a redirect to whatever address it names. It takes a bare line feed for a line's end, leaves
out every carriage return, cuts long lines and finds packets between the lines of a reply; a message
that two readers might read as two different ones is therefore no message (RFC 2326, 4 and 6).
"""

from __future__ import annotations

import re
from typing import Final

from streaming.capture.sources.base import ElsewhereError, SourceError

END: Final = b"\r\n\r\n"
LARGEST_HEAD: Final = 4000
"""Bytes; FFmpeg cuts lines at 4096."""
LARGEST_BODY: Final = 1 << 18
"""Bytes; a description has a few hundred."""
STATUS: Final = re.compile(rb"[ \t]*RTSP/[0-9.]{1,8}[ \t]+(\d{3})(?:[ \t].*)?")
REQUEST: Final = re.compile(rb"[A-Z_]{1,30} \S+ RTSP/[0-9.]{1,8}")
LENGTH: Final = re.compile(rb"content-length:[ \t]*(\d{1,9})[ \t]*", re.IGNORECASE)


def size(held: bytearray, at: int) -> int:
    """Return the bytes of the message in words that begins at ``at``; more than there are if unknown.

    Raises ElsewhereError for a redirect, SourceError for what is no reply or has no end in sight.
    """
    end = held.find(END, at, at + LARGEST_HEAD + len(END))
    if end < 0:
        if len(held) - at > LARGEST_HEAD:
            raise _nonsense()
        return len(held) - at + 1
    first, *lines = bytes(held[at:end]).split(b"\r\n")
    _check_first(first)
    return end + len(END) - at + _length([_checked(line) for line in lines])


def _check_first(line: bytes) -> None:
    status = STATUS.fullmatch(_checked(line))
    if status is None and not REQUEST.fullmatch(line):
        raise _nonsense()
    if status and status[1].startswith(b"3"):
        raise ElsewhereError


def _checked(line: bytes) -> bytes:
    if b"\r" in line or b"\n" in line or b"\0" in line or line.startswith(b"$"):
        raise _nonsense()
    return line


def _length(lines: list[bytes]) -> int:
    said = [line for line in lines if line.lower().startswith(b"content-length")]
    found = {match and int(match[1]) for match in map(LENGTH.fullmatch, said)} or {0}
    length = found.pop()
    if found or length is None or length > LARGEST_BODY:
        raise _nonsense()
    return length


def _nonsense() -> SourceError:
    return SourceError("the camera does not speak RTSP")
