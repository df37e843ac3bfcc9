"""The signature, checked against an independent computation of the same."""

from __future__ import annotations

import hmac
from datetime import timedelta

import pytest

from factory.alerts.channels import signing
from factory.alerts.retries import MOST_ATTEMPTS, retry_delay


def test_it_covers_time_and_body() -> None:
    expected = hmac.new(b"s3cret", b'1700000000.{"a":1}', "sha256").hexdigest()
    assert signing.headers("s3cret", 1700000000, b'{"a":1}') == {
        "X-Factory-Timestamp": "1700000000",
        "X-Factory-Signature": f"sha256={expected}",
    }


@pytest.mark.parametrize(
    ("secret", "timestamp", "body"),
    [("other", 1, b"x"), ("secret", 2, b"x"), ("secret", 1, b"y"), ("secret", 11, b"")],
)
def test_any_change_changes_it(secret: str, timestamp: int, body: bytes) -> None:
    assert signing.signature(secret, timestamp, body) != signing.signature("secret", 1, b"x")


def test_retries_double_and_end() -> None:
    delays = [retry_delay(attempts) for attempts in range(1, MOST_ATTEMPTS + 1)]
    minutes = [delay / timedelta(minutes=1) if delay else None for delay in delays]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, None]
