"""How a camera is doing, as people are told it: pure, from what was last written down and the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from streaming.duty import Duty

STALE: Final = timedelta(seconds=15)
UNREAD: Final = "no process reads this camera; is run_cameras running?"
SILENT: Final = "no recogniser answers"
PICTURES: Final = frozenset({"live", "stalled"})
Analysis = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Said:
    """What was last written down of a camera; ``state`` is CameraStatus.State's value."""

    state: str
    since: datetime
    seen_at: datetime
    error: str = ""
    fps: float = 0.0


@dataclass(frozen=True, slots=True)
class Condition:
    """What is so now. ``connected`` means that pictures are coming."""

    state: str
    since: datetime | None
    error: str
    fps: float

    @property
    def connected(self) -> bool:
        return self.state == "live"


def condition(said: Said | None, duty: Duty, *, now: datetime) -> Condition:
    """Return a camera's condition: a word that is 15 s old is no longer true, whatever it said."""
    if duty.since is None:
        return Condition("disabled", said.since if said else None, duty.why, 0.0)
    if said is None or said.state == "disabled":
        # Nobody has said a word since it came on duty, and somebody should at once.
        early = now - duty.since <= STALE
        return Condition(
            "connecting" if early else "offline", duty.since, "" if early else UNREAD, 0
        )
    if now - said.seen_at > STALE:
        since = said.since if said.state == "offline" else said.seen_at
        return Condition("offline", since, UNREAD, 0.0)
    return Condition(said.state, said.since, said.error, said.fps)


def phrase(now: Condition, zone: tzinfo) -> str:
    """Return what stands on a picture that does not move: state and since when, in the site's time.

    A camera that is said to be live, though nothing comes from it, is being read anew.
    """
    if now.connected or now.since is None:
        return "reconnecting"
    words = f"{now.state} since {now.since.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    return f"{words}\n{now.error}" if now.state == "disabled" and now.error else words


def analysis(said: Analysis, at: datetime | None, condition: Condition, now: datetime) -> Analysis:
    """Return what the recognisers of a camera that feeds any say now; ``at`` is when they last did.

    Old words are not repeated; their silence is said where there are pictures to look at.
    """
    if at is not None and now - at <= STALE:
        return said
    since = condition.since
    if condition.state not in PICTURES or since is None or now - since <= STALE:
        return {}
    return {"recognisers": {"error": SILENT}}
