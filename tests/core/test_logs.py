"""No secret reaches a log line, wherever it stood."""

from __future__ import annotations

import logging
import time

import pytest

from factory.logs import RedactingFormatter, redact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rtsp://admin:p4ss@10.0.0.9:554/s", "rtsp://***@10.0.0.9:554/s"),
        ("redis://:secret@host/0 down", "redis://***@host/0 down"),
        (
            "GET /api/video_feed?camera=3&token=abc.def HTTP",
            "GET /api/video_feed?camera=3&token=*** HTTP",
        ),
        ("password=hunter2&x=1", "password=***&x=1"),
        ("rtsp://admin:p/4@ss@10.0.0.9/s", "rtsp://***@10.0.0.9/s"),
        ("open 'rtsp://u:a@b/c@h/s', again", "open 'rtsp://***@h/s', again"),
        ("rtsp://u:p@h1/ and http://u:q@h2/", "rtsp://***@h1/ and http://***@h2/"),
        ("pwd=hunter2 host=x", "pwd=*** host=x"),
        ("db_password: hunter2", "db_password: ***"),
        ("{'password': 'a \\'b c', 'x': 1}", "{'password': ***, 'x': 1}"),
        ('{"secret": "a\\"b"}', '{"secret": ***}'),
        ("Authorization: Bearer 0123abcd", "Authorization: ***"),
        ("{'Authorization': 'Device fdk_abc'}", "{'Authorization': ***"),
        ("Cookie: sessionid=abc; csrftoken=d", "Cookie: ***"),
        ("sent Bearer 0123456789abcdef twice", "sent Bearer *** twice"),
        ("sent Token 0123456789abcdef twice", "sent Token *** twice"),
        ("key fdk_Ab-9_z ended", "key fdk_*** ended"),
        ("X-Api-Key: 77aa", "X-Api-Key: ***"),
        ("aws_secret_access_key=AbC/dEf+1=", "aws_secret_access_key=***"),
    ],
)
def test_a_secret_is_taken_out(text: str, expected: str) -> None:
    assert redact(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "nothing to hide: 12:30 a@b.example",
        "GET http://localhost:8000/api/health",
        "KeyError: 'camera' at the gate",
        "compass: north; a token was refused",
        "✅ Hourly Occupancy Aggregation completed in 0.12s (hour=3)",
        "device gate-box-12-north is away",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redact(text) == text


def test_a_long_line_costs_no_more_than_its_length() -> None:
    began = time.process_time()
    redact("a" * 200_000 + " password=" + "x" * 200_000)
    assert time.process_time() - began < 5


def test_tracebacks_are_redacted_too() -> None:
    error = ValueError("cannot open rtsp://u:p@h/")
    record = logging.LogRecord(
        "x", logging.ERROR, __file__, 1, "failed", (), (ValueError, error, None)
    )
    line = RedactingFormatter().format(record)
    assert "rtsp://***@h/" in line
    assert "u:p" not in line
