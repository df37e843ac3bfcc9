"""Identifiers that a stranger cannot guess and an index likes."""

from __future__ import annotations

from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7


def uuid7() -> UUID:
    """Return a time-ordered UUID (RFC 9562, version 7)."""
    return _uuid7()
