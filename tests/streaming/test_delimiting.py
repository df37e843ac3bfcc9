"""Delimiters behind the pictures of an RTSP connection, however its bytes arrive."""

from __future__ import annotations

import pytest

from streaming.capture.sources.base import ElsewhereError
from streaming.capture.sources.delimiting import Delimiting

SDP = b"v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 %s/90000\r\nm=audio 0 RTP/AVP 8\r\n"
OPTIONS = b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"
AUD_264, AUD_265 = b"\x09\xf0", b"\x46\x01\x50"


def described(codec: bytes = b"H264") -> bytes:
    body = SDP % codec
    return b"RTSP/1.0 200 OK\r\nContent-Length: %d\r\nCSeq: 2\r\n\r\n%s" % (len(body), body)


def packet(
    number: int, *, last: bool, kind: int = 96, channel: int = 0, body: bytes = b"x"
) -> bytes:
    rtp = bytes([0x80, kind | (0x80 if last else 0)]) + number.to_bytes(2, "big")
    rtp += b"TIME" + b"SSRC" + body
    return b"$" + bytes([channel]) + len(rtp).to_bytes(2, "big") + rtp


def fed(*pieces: bytes) -> bytes:
    delimiting = Delimiting()
    return b"".join(delimiting.feed(piece) for piece in pieces)


CASES = {
    "words pass": (OPTIONS, OPTIONS),
    "packets inside a picture pass": (
        described() + packet(7, last=False),
        described() + packet(7, last=False),
    ),
    "a delimiter behind the last one, and numbers go on": (
        described() + packet(7, last=True) + packet(8, last=False) + packet(9, last=True),
        described()
        + packet(7, last=True)
        + packet(8, last=True, body=AUD_264)
        + packet(9, last=False)
        + packet(10, last=True)
        + packet(11, last=True, body=AUD_264),
    ),
    "numbers begin anew after 65535": (
        described() + packet(0xFFFF, last=True) + packet(0, last=False),
        described()
        + packet(0xFFFF, last=True)
        + packet(0, last=True, body=AUD_264)
        + packet(1, last=False),
    ),
    "H.265 has a delimiter of its own": (
        described(b"h265") + packet(7, last=True),
        described(b"h265") + packet(7, last=True) + packet(8, last=True, body=AUD_265),
    ),
    "other codecs, sound and reports pass": (
        described(b"JPEG")
        + packet(7, last=True)
        + packet(8, last=True, kind=8, channel=2)
        + packet(9, last=True, kind=200 & 0x7F, channel=1),
        described(b"JPEG")
        + packet(7, last=True)
        + packet(8, last=True, kind=8, channel=2)
        + packet(9, last=True, kind=200 & 0x7F, channel=1),
    ),
    "sound beside a picture keeps its numbers": (
        described() + packet(7, last=True) + packet(8, last=True, kind=8, channel=2),
        described()
        + packet(7, last=True)
        + packet(8, last=True, body=AUD_264)
        + packet(8, last=True, kind=8, channel=2),
    ),
    "words between packets, and empty lines": (
        described() + packet(7, last=False) + b"\r\n" + OPTIONS + packet(8, last=False),
        described() + packet(7, last=False) + b"\r\n" + OPTIONS + packet(8, last=False),
    ),
    "a packet too short to be one": (described() + b"$\0\0\x02xx", described() + b"$\0\0\x02xx"),
}


@pytest.mark.parametrize(("given", "passed"), CASES.values(), ids=CASES)
def test_what_is_passed_on(given: bytes, passed: bytes) -> None:
    assert fed(given) == passed
    # Byte by byte, as slow lines bring it.
    assert fed(*(given[at : at + 1] for at in range(len(given)))) == passed


def test_what_is_neither_words_nor_packets_passes_as_it_is() -> None:
    noise = b"?" * 70_000
    assert fed(noise, noise, packet(7, last=True)) == noise + noise + packet(7, last=True)


@pytest.mark.parametrize("status", [b"301 Moved Permanently", b"302 Found", b"305 Use Proxy"])
def test_a_camera_that_sends_us_on(status: bytes) -> None:
    with pytest.raises(ElsewhereError):
        fed(OPTIONS + b"RTSP/1.0 " + status + b"\r\nLocation: rtsp://10.0.0.9/\r\n\r\n")
