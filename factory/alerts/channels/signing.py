"""How a webhook proves that it is ours: HMAC-SHA256 over ``timestamp.body``. Pure."""

from __future__ import annotations

import hashlib
import hmac

TIMESTAMP_HEADER = "X-Factory-Timestamp"
SIGNATURE_HEADER = "X-Factory-Signature"


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Return ``sha256=…`` over the decimal ``timestamp`` (seconds), a dot and the body.

    The time is signed too, so that a receiver can refuse what somebody recorded and sends again.
    """
    signed = f"{timestamp}.".encode() + body
    return "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def headers(secret: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the headers that carry it."""
    return {
        TIMESTAMP_HEADER: str(timestamp),
        SIGNATURE_HEADER: signature(secret, timestamp, body),
    }
