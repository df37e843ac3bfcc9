"""Delimiters behind the pictures of an RTSP connection, however its bytes arrive."""

from __future__ import annotations

import pytest

from streaming.capture.sources.base import ElsewhereError, SourceError
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
    "a length that is said twice": (
        described().replace(b"CSeq: 2", b"content-length: 72"),
        described().replace(b"CSeq: 2", b"content-length: 72"),
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


@pytest.mark.parametrize(
    "said",
    [
        b"RTSP/1.0 301 Moved Permanently",
        b"RTSP/1.0 302 Found",
        b"RTSP/1.0 305 Use Proxy",
        b"RTSP/1.0  302 Found",
        b" \tRTSP/1.0 \t302 Found",
        b"RTSP/1.0 302",
    ],
)
def test_a_camera_that_sends_us_on(said: bytes) -> None:
    moved = OPTIONS + said + b"\r\nLocation: rtsp://10.0.0.9/\r\n\r\n"
    with pytest.raises(ElsewhereError):
        fed(moved)
    with pytest.raises(ElsewhereError):
        fed(*(moved[at : at + 1] for at in range(len(moved))))


MOVED = b"RTSP/1.0 302 Moved\r\nLocation: rtsp://10.0.0.9/\r\n\r\n"
NONSENSE = {
    "noise": b"?" * 5000,
    "a head without an end": b"RTSP/1.0 302 Moved\r\nX: " + b"a" * 200_000,
    "a line that FFmpeg would cut": b"RTSP/1.0 200 OK\r\nContent-Length:"
    + b" " * 5000
    + b"9\r\n\r\n",
    "bare line feeds": OPTIONS[:-2] + b"X: 1\n\nRTSP/1.0 302 Moved\r\n\r\n",
    "carriage returns in a word": b"RT\rSP/1.0 302 Moved\r\nLocation: rtsp://10.0.0.9/\r\n\r\n",
    "a packet among the lines": b"RTSP/1.0 200 OK\r\n$\0\0\x04abcd\r\n\r\n",
    "more than anybody has to say": b"RTSP/1.0 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
    "a large description": b"RTSP/1.0 200 OK\r\nContent-Length: 300000\r\n\r\n",
    "two lengths": b"RTSP/1.0 200 OK\r\nContent-Length: 70\r\nContent-Length: 0\r\n\r\n" + MOVED,
    "a length with a sign": b"RTSP/1.0 200 OK\r\nContent-Length: -5\r\n\r\n" + MOVED,
    "a status of four digits": MOVED.replace(b"302", b"0302"),
    "no blank before the status": MOVED.replace(b" 302", b"302"),
    "another protocol": MOVED.replace(b"RTSP", b"HTTP"),
}


@pytest.mark.parametrize("said", NONSENSE.values(), ids=NONSENSE)
def test_what_could_be_read_in_two_ways_is_not_passed_on(said: bytes) -> None:
    with pytest.raises(SourceError, match="speak RTSP"):
        fed(said)


def test_what_a_camera_asks_of_us_is_passed_on() -> None:
    asked = b"SET_PARAMETER rtsp://10.0.0.2/live RTSP/1.0\r\nCSeq: 9\r\nContent-Length: 2\r\n\r\nok"
    assert fed(asked, OPTIONS) == asked + OPTIONS
