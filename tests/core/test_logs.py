"""No secret reaches a log line, wherever it stood."""

from __future__ import annotations

import logging

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
        ("nothing to hide: 12:30 a@b.example", "nothing to hide: 12:30 a@b.example"),
    ],
)
def test_redact(text: str, expected: str) -> None:
    assert redact(text) == expected


def test_tracebacks_are_redacted_too() -> None:
    error = ValueError("cannot open rtsp://u:p@h/")
    record = logging.LogRecord(
        "x", logging.ERROR, __file__, 1, "failed", (), (ValueError, error, None)
    )
    line = RedactingFormatter().format(record)
    assert "rtsp://***@h/" in line
    assert "u:p" not in line
