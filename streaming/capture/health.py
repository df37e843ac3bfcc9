"""The state of a source as a value: what happened makes the next value, time comes in as an argument."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

FIRST_RETRY_S: Final = 1.0
LONGEST_RETRY_S: Final = 30.0


class State(StrEnum):
    """What a viewer is told. ``idle``: nobody asks for pictures, so the source is closed on purpose."""

    IDLE = "idle"
    CONNECTING = "connecting"
    LIVE = "live"
    STALLED = "stalled"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Health:
    """State since ``since`` and the last frame at ``frame_at``, both in the caller's seconds.

    ``failures`` counts attempts without a picture since the last one; ``reconnects`` counts how often
    pictures came back after they were lost.
    """

    state: State
    since: float
    frame_at: float | None = None
    error: str = ""
    failures: int = 0
    reconnects: int = 0


def idle(health: Health, now: float) -> Health:
    """Nobody wants pictures: not a fault, so failures are forgotten."""
    return _enter(replace(health, failures=0, error=""), State.IDLE, now)


def attempt(health: Health, now: float) -> Health:
    """Opening begins. A camera that is offline stays so, since it was lost, until a picture comes."""
    if health.state is State.OFFLINE:
        return health
    return _enter(health, State.CONNECTING, now)


def frame(health: Health, now: float) -> Health:
    """A picture was read. The last error stays readable until the next one replaces it."""
    back = health.failures > 0 or health.state is State.STALLED
    seen = replace(health, frame_at=now, failures=0, reconnects=health.reconnects + back)
    return _enter(seen, State.LIVE, now)


def failed(health: Health, now: float, error: str) -> Health:
    """Opening or reading failed."""
    return _enter(replace(health, error=error, failures=health.failures + 1), State.OFFLINE, now)


def tick(health: Health, now: float, stall_after: float) -> Health:
    """Time passed: a live source without a picture for ``stall_after`` seconds is stalled."""
    if health.state is not State.LIVE or health.frame_at is None:
        return health
    return _enter(health, State.STALLED, now) if now - health.frame_at >= stall_after else health


def retry_delay(failures: int, jitter: float) -> float:
    """Return the seconds to wait: 1, 2, 4 … 30, less up to a quarter by ``jitter`` in [0, 1).

    Jitter only shortens, so that thirty stays the longest; it spreads the cameras of one switch.
    """
    whole = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2.0 ** min(failures - 1, 10))
    return max(FIRST_RETRY_S, whole * (1 - jitter / 4))


def _enter(health: Health, state: State, now: float) -> Health:
    return health if health.state is state else replace(health, state=state, since=now)
