"""Which vehicles in view are worth another look: those that came or move, not those that stand."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

Box = tuple[float, float, float, float]

READS_AT_REST = 20
"""Looks at a vehicle that stands and whose plate is not decided yet: ten seconds' worth."""

MOVED = 0.03  # of its own width: the edges of a box that stands still tremble by less
FORGOTTEN_AFTER = timedelta(seconds=60)


@dataclass(slots=True)
class _Followed:
    seen_at: datetime
    box: Box | None = None
    reads: int = 0
    decided: bool = False
    done: bool = False


class Following:
    """One camera's vehicles by track. Time comes in; not safe for several threads at once."""

    def __init__(self) -> None:
        self._tracks: dict[Hashable, _Followed] = {}

    def __len__(self) -> int:
        return len(self._tracks)

    def wants(self, track_id: Hashable, box: Box, at: datetime) -> bool:
        """Return whether to read this vehicle now, and count it as read if so.

        One that has come to rest after its decision is left alone as long as it stays in view, so that
        a parked vehicle does not call again when it moves off.
        """
        track = self._tracks.setdefault(track_id, _Followed(at))
        track.seen_at = at
        moved = track.box is None or _moved(track.box, box)
        track.done = track.done or (track.decided and not moved)
        if track.done or not (moved or track.reads < READS_AT_REST):
            return False
        track.box, track.reads = box, track.reads + 1
        return True

    def decide(self, track_id: Hashable) -> None:
        """Write down that this vehicle's plate is decided."""
        if track_id in self._tracks:
            self._tracks[track_id].decided = True

    def forget(self, now: datetime) -> None:
        """Drop the vehicles that have not been in view for a while."""
        old = [one for one, track in self._tracks.items() if now - track.seen_at > FORGOTTEN_AFTER]
        for track_id in old:
            del self._tracks[track_id]


def _moved(before: Box, now: Box) -> bool:
    shift = max(abs(one - two) for one, two in zip(before, now, strict=True))
    return shift > MOVED * (now[2] - now[0])
