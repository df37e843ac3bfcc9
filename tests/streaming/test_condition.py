"""How a camera is doing, as people are told it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from streaming.condition import UNREAD, Said, condition

NOW = datetime(2025, 1, 15, 8, 0, tzinfo=UTC)
SINCE = NOW - timedelta(hours=1)


def said(state: str, *, age: float = 1.0, error: str = "", fps: float = 0.0) -> Said:
    return Said(state, SINCE, NOW - timedelta(seconds=age), error, fps)


@pytest.mark.parametrize(
    ("was", "enabled", "state", "error"),
    [
        pytest.param(None, True, "offline", UNREAD, id="never read"),
        pytest.param(None, False, "disabled", "", id="never read, off"),
        pytest.param(said("live", fps=25), True, "live", "", id="live"),
        pytest.param(said("live"), False, "disabled", "", id="just switched off"),
        pytest.param(said("offline", error="x"), True, "offline", "x", id="offline"),
        pytest.param(said("live", age=14), True, "live", "", id="nearly stale"),
        pytest.param(said("live", age=16), True, "offline", UNREAD, id="stale"),
        pytest.param(said("idle", age=99), True, "offline", UNREAD, id="nobody reads it"),
        pytest.param(said("disabled", age=99, error="h"), True, "disabled", "h", id="off duty"),
    ],
)
def test_condition(was: Said | None, enabled: bool, state: str, error: str) -> None:
    now = condition(was, enabled=enabled, now=NOW)
    assert (now.state, now.error, now.connected) == (state, error, state == "live")


def test_since_when() -> None:
    assert condition(said("live"), enabled=True, now=NOW).since == SINCE
    # It was live when last heard of, so that it is offline from then on, not for an hour.
    heard = NOW - timedelta(seconds=60)
    assert condition(said("live", age=60), enabled=True, now=NOW).since == heard
    assert condition(said("offline", age=60), enabled=True, now=NOW).since == SINCE
