"""The votes of many tracks in one process, bounded in number and forgotten by age."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

from vehicles.votes import Ballot, Quorum, Track, Variant, Verdict, cast

DEFAULT_QUORUM = Quorum()
DEFAULT_MAX_AGE = timedelta(minutes=5)
DEFAULT_MAX_TRACKS = 1_000


@dataclass(frozen=True, slots=True)
class Undecided:
    """A track that went away before its votes sufficed; its best read belongs in review."""

    track_id: Hashable
    best: Variant
    last_at: datetime


class VoteBook:
    """Tracks by id. A parked vehicle that is still read keeps its track, so it decides once.

    Time comes in with the ballots and with `forget`; not safe for several threads at once.
    """

    def __init__(
        self,
        *,
        quorum: Quorum = DEFAULT_QUORUM,
        max_age: timedelta = DEFAULT_MAX_AGE,
        max_tracks: int = DEFAULT_MAX_TRACKS,
    ) -> None:
        """Raises ValueError for a bound below one."""
        if min(quorum.votes, max_tracks) < 1 or max_age <= timedelta():
            raise ValueError("Votes needed, age and number of tracks must be positive.")
        self.quorum = quorum
        self._max_age = max_age
        self._max_tracks = max_tracks
        self._tracks: OrderedDict[Hashable, Track] = OrderedDict()
        self._undecided: deque[Undecided] = deque(maxlen=max_tracks)

    def __len__(self) -> int:
        return len(self._tracks)

    def cast(self, track_id: Hashable, vote: Ballot) -> Verdict:
        """Counts one ballot; the track heard of longest ago makes room if there are too many."""
        self._drop_if_older(track_id, vote.at)
        track = self._tracks.get(track_id, Track(last_at=vote.at))
        self._tracks[track_id], verdict = cast(track, vote, self.quorum)
        self._tracks.move_to_end(track_id)
        if len(self._tracks) > self._max_tracks:
            self._drop(next(iter(self._tracks)))
        return verdict

    def forget(self, now: datetime) -> tuple[Undecided, ...]:
        """Drops tracks not read for `max_age`; returns those that never came to a decision."""
        for track_id in tuple(self._tracks):
            self._drop_if_older(track_id, now)
        gone = tuple(self._undecided)
        self._undecided.clear()
        return gone

    def _drop_if_older(self, track_id: Hashable, now: datetime) -> None:
        track = self._tracks.get(track_id)
        if track is not None and now - track.last_at > self._max_age:
            self._drop(track_id)

    def _drop(self, track_id: Hashable) -> None:
        track = self._tracks.pop(track_id)
        if track.decided is None and track.variants:
            best = max(track.variants, key=lambda one: (one.votes, one.confidence_sum))
            self._undecided.append(Undecided(track_id, best, track.last_at))
