"""What was seen of each vehicle in view: its best picture, and whether its plate could be read at all."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

from streaming.frames import Image

UNREAD_AFTER = 6  # looks without a plate: it cannot be read


@dataclass(frozen=True, slots=True)
class Unread:
    """A vehicle that was looked at often enough and showed no plate: a person should look."""

    track_id: Hashable
    first_at: datetime
    last_at: datetime
    picture: Image
    looks: int


@dataclass(slots=True)
class _Seen:
    first_at: datetime
    last_at: datetime
    picture: Image
    looks: int = 0
    surest: float = -1.0


class Looks:
    """One camera's vehicles by track. Time comes in; not safe for several threads at once."""

    def __init__(self, *, max_age: timedelta) -> None:
        self._max_age = max_age
        self._seen: dict[Hashable, _Seen] = {}

    def note(
        self, track_id: Hashable, at: datetime, picture: Image, confidence: float | None
    ) -> None:
        """Write down one look; ``confidence`` is that of the plate read in it, None without one."""
        seen = self._seen.setdefault(track_id, _Seen(at, at, picture))
        seen.last_at, seen.looks = at, seen.looks + 1
        if confidence is None:
            if seen.surest < 0 and picture.size >= seen.picture.size:
                seen.picture = picture
        elif confidence >= seen.surest:
            seen.picture, seen.surest = picture, confidence

    def picture(self, track_id: Hashable) -> Image | None:
        """Return the picture in which the plate was read best, or the largest where it never was."""
        return seen.picture if (seen := self._seen.get(track_id)) else None

    def forget(self, now: datetime) -> tuple[Unread, ...]:
        """Drop tracks not looked at for ``max_age``; return those that showed no plate."""
        old = [one for one, seen in self._seen.items() if now - seen.last_at > self._max_age]
        gone = [(track_id, self._seen.pop(track_id)) for track_id in old]
        return tuple(
            Unread(track_id, seen.first_at, seen.last_at, seen.picture, seen.looks)
            for track_id, seen in gone
            if seen.surest < 0 and seen.looks >= UNREAD_AFTER
        )
