"""Which look at which track is worth a search, and what a track's answers come to. Pure.

A person who stands before a camera for a minute costs one to three searches, not six hundred: the
best of the first looks is searched, a track whose face is known rests, one that is not gets another
chance with a better look. Track numbers mean something within one run of one camera only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Look:
    """One face crop: ``quality`` is larger for larger and sharper faces; ``jpeg`` has a margin."""

    at: datetime
    quality: float
    jpeg: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one search of a track came to. ``name`` is empty unless it matched."""

    name: str
    similarity: float = 0.0


@dataclass(frozen=True, slots=True)
class Habits:
    """How many looks are compared before a search, how often a track is searched, how long it rests."""

    looks: int = 4
    patience: timedelta = timedelta(seconds=1.5)
    most_searches: int = 3
    better_by: float = 1.3
    quiet: timedelta = timedelta(minutes=10)
    forgotten_after: timedelta = timedelta(seconds=30)


@dataclass(slots=True)
class Track:
    """What is remembered of one track."""

    first_at: datetime
    seen_at: datetime
    looks: int = 0
    best: Look | None = None
    searched_at: datetime | None = None
    searched_quality: float = 0.0
    waiting: bool = False
    answers: list[Answer] = field(default_factory=list)


def elect(answers: Sequence[Answer]) -> str:
    """Return the name that most answers give; similarity decides a draw, and a real tie names nobody."""
    counts: Counter[str] = Counter()
    weight: Counter[str] = Counter()
    for answer in answers:
        if answer.name:
            counts[answer.name] += 1
            weight[answer.name] += round(answer.similarity * 100)
    ranking = sorted(counts, key=lambda name: (-counts[name], -weight[name]))
    if len(ranking) > 1 and _rank(counts, weight, ranking[0]) == _rank(counts, weight, ranking[1]):
        return ""
    return ranking[0] if ranking else ""


def _rank(counts: Counter[str], weight: Counter[str], name: str) -> tuple[int, int]:
    return counts[name], weight[name]


class TrackBook:
    """The tracks of one camera. Small, and forgets what is out of sight."""

    def __init__(self, habits: Habits | None = None) -> None:
        self.habits = habits or Habits()
        self._tracks: dict[int, Track] = {}

    def __len__(self) -> int:
        return len(self._tracks)

    def seen(self, track_id: int, at: datetime) -> None:
        """Note that a track is in view, and let go of those that have not been for a while."""
        track = self._tracks.setdefault(track_id, Track(first_at=at, seen_at=at))
        track.seen_at = at
        gone = at - self.habits.forgotten_after
        for number in [n for n, other in self._tracks.items() if other.seen_at < gone]:
            del self._tracks[number]

    def wants(self, track_id: int, at: datetime) -> bool:
        """Return whether a look at this track could lead to a search: if not, do not even look."""
        track = self._tracks[track_id]
        return not track.waiting and not self._resting(track, at)

    def _resting(self, track: Track, at: datetime) -> bool:
        if track.searched_at is None:
            return False
        rested = at - track.searched_at >= self.habits.quiet
        return not rested and (
            bool(elect(track.answers)) or len(track.answers) >= self.habits.most_searches
        )

    def offer(self, track_id: int, look: Look) -> Look | None:
        """Take one look; return the look that should be searched now, if any."""
        track = self._tracks[track_id]
        track.looks += 1
        if track.best is None or look.quality > track.best.quality:
            track.best = look
        enough = track.looks >= self.habits.looks
        waited = look.at - track.first_at >= self.habits.patience
        return self._chosen(track, look.at) if enough or waited else None

    def overdue(self, at: datetime, *, last: bool = False) -> list[tuple[int, Look]]:
        """Return the looks that should be searched now of those who went by, or turned away, before there
        were enough to choose from; with ``last`` whatever is left.
        """
        found = []
        for number, track in self._tracks.items():
            best = track.best
            if best is None or not self.wants(number, at):
                continue
            if last or at - best.at >= self.habits.patience:
                found.append((number, self._chosen(track, at)))
        return [(number, look) for number, look in found if look is not None]

    def _chosen(self, track: Track, at: datetime) -> Look | None:
        best = track.best
        if best is None:
            return None
        again = bool(track.answers) and not self._rested(track, at)
        if again and best.quality < track.searched_quality * self.habits.better_by:
            return None
        track.waiting, track.searched_at, track.searched_quality = True, at, best.quality
        track.best, track.looks = None, 0
        return best

    def _rested(self, track: Track, at: datetime) -> bool:
        return track.searched_at is not None and at - track.searched_at >= self.habits.quiet

    def answered(self, track_id: int, answer: Answer) -> None:
        """Note what a search came to; an answer for a forgotten track is dropped."""
        track = self._tracks.get(track_id)
        if track is not None:
            track.waiting = False
            track.answers = [*track.answers, answer][-self.habits.most_searches :]

    def waiting(self) -> list[int]:
        """Return the tracks whose search is under way."""
        return [number for number, track in self._tracks.items() if track.waiting]

    def name_of(self, track_id: int) -> str:
        """Return the elected name of a track, or an empty text."""
        track = self._tracks.get(track_id)
        return elect(track.answers) if track else ""
