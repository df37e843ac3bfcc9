"""Ends each H.264 or H.265 picture of an RTSP connection by a delimiter of its own.

FFmpeg's parser knows that a picture is whole when it sees the next one begin: a whole frame late. RTP
marks a picture's last packet; behind it we put an access unit delimiter (H.264 7.3.2.4, H.265 7.3.2.5),
which begins the next picture as far as the parser can tell, and which decoders ignore. Packets after it
are numbered on.
"""

from __future__ import annotations

import re
from typing import Final

from streaming.capture.sources import replies
from streaming.capture.sources.sizes import Sizes
from streaming.capture.sources.udp import at_source

DELIMITERS: Final = {b"H264": b"\x09\xf0", b"H265": b"\x46\x01\x50"}
ENCODING: Final = re.compile(rb"^a=rtpmap:(\d+) (H26[45]|JPEG)/", re.MULTILINE | re.IGNORECASE)
STATIC: Final = {26: b"JPEG"}
"""What needs no words in a description (RFC 3551, 6)."""
INTERLEAVED: Final = 0x24
FRAME_HEAD: Final = 4
RTP_HEAD: Final = 12


class Delimiting:
    """What comes from the camera, piece by piece (RFC 2326, 10.12: packets between replies).

    ``source`` is the camera's address where its packets come over UDP; ``sizes`` is told of its pictures.
    """

    def __init__(self, source: str = "", sizes: Sizes | None = None) -> None:
        self._source = source
        self._sizes = sizes or Sizes()
        self._held = bytearray()
        self._codecs = dict(STATIC)
        self._added: dict[int, int] = {}

    def feed(self, data: bytes) -> bytes:
        """Return what to pass on now.

        Raises ElsewhereError where the camera sends us on, SourceError where it does not speak RTSP.
        """
        self._held += data
        out, at = [], 0
        while size := self._size(at):
            out.append(self._passed(bytes(self._held[at : at + size])))
            at += size
        del self._held[:at]
        return b"".join(out)

    def _size(self, at: int) -> int:
        """Return the bytes of the message that begins at ``at``; 0 while it is not whole."""
        left = len(self._held) - at
        if left < FRAME_HEAD:
            return 0
        first = self._held[at]
        if first == INTERLEAVED:
            size = FRAME_HEAD + int.from_bytes(self._held[at + 2 : at + FRAME_HEAD], "big")
        elif first in b"\r\n":
            size = 1
        else:
            size = replies.size(self._held, at)
        return size if size <= left else 0

    def _passed(self, message: bytes) -> bytes:
        if message[0] == INTERLEAVED:
            return self._packet(message) if len(message) >= FRAME_HEAD + RTP_HEAD else message
        self._codecs |= {int(number): codec.upper() for number, codec in ENCODING.findall(message)}
        head, end, body = message.partition(replies.END)
        return at_source(head, self._source) + end + body if self._source else message

    def _packet(self, message: bytes) -> bytes:
        """Number a packet on, and put a delimiter behind the last one of a picture."""
        channel, kind = message[1], message[5]
        codec = self._codecs.get(kind & 0x7F, b"")
        if codec:
            self._sizes.rtp(channel, codec, _payload(message))
        delimiter = DELIMITERS.get(codec)
        if delimiter is None:
            return message
        number = int.from_bytes(message[6:8], "big") + self._added.get(channel, 0)
        passed = message[:6] + _number(number) + message[8:]
        if not kind & 0x80:
            return passed
        self._added[channel] = self._added.get(channel, 0) + 1
        head = b"\x80" + message[5:6] + _number(number + 1) + message[8:16]
        size = (len(head) + len(delimiter)).to_bytes(2, "big")
        return passed + message[:2] + size + head + delimiter


def _payload(message: bytes) -> bytes:
    """Return what follows the head of a packet, its sources and its extension (RFC 3550, 5.1)."""
    at = FRAME_HEAD + RTP_HEAD + 4 * (message[4] & 0x0F)
    if message[4] & 0x10:
        at += 4 + 4 * int.from_bytes(message[at + 2 : at + 4], "big")
    return message[at:]


def _number(value: int) -> bytes:
    return (value & 0xFFFF).to_bytes(2, "big")
