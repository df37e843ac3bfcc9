"""What a test needs from outside: skipped where it is absent, but failed in CI."""

from __future__ import annotations

import os

import pytest


def require(condition: object, reason: str) -> None:
    """Skip the test unless ``condition`` holds; fail it instead where ``CI=true``."""
    if condition:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must provide this: {reason}")
    pytest.skip(reason)
