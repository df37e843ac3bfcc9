"""Reads of one vehicle's track vote on its plate: one vote a frame, like reads together.

Reads are alike when family and length are equal and they differ by OCR confusions only; anything
else would fuse neighbours such as AB1234 and AB1235, or align reads of different length wrongly.
All functions return a new state; `vote_book` keeps the states of many tracks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from vehicles.confusions import confusions_between
from vehicles.plate_families import Family
from vehicles.plates import PlateReading

MAX_VARIANTS = 32
"""Different texts remembered for a track; past that the weakest makes room."""

MAX_FRAMES = 32
"""Frames remembered so that none votes twice, should reads arrive late or again."""

MAX_CONFUSIONS = 2


class VoteState(StrEnum):
    WAITING = "waiting"
    DECIDE = "decide"
    DECIDED = "decided"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Ballot:
    """One frame's read; `legal` is whether it was so as read, `family` also a mended one's.

    `confidence` is its lowest figure; `sound` says that it is legal and above the threshold, and no
    `half`: one line of what may be a plate of two.
    """

    text: str
    family: Family | None
    legal: bool
    confidence: float
    at: datetime
    sound: bool = True
    figures: tuple[float, ...] = ()
    half: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """All votes for one text; `figures` are the characters' in its surest frame."""

    text: str
    family: Family | None
    legal: bool
    votes: int = 0
    confidence_sum: float = 0.0
    best_confidence: float = -1.0
    sound_votes: int = 0
    sound_sum: float = 0.0
    half_votes: int = 0
    figures: tuple[float, ...] = ()

    @property
    def mean_confidence(self) -> float:
        """Of its sound votes where it has any: poor looks from afar do not count against good ones."""
        if self.sound_votes:
            return self.sound_sum / self.sound_votes
        return self.confidence_sum / self.votes


@dataclass(frozen=True, slots=True)
class Track:
    """A track's votes; `decided` is the text a decision was made on, `current` the best since."""

    last_at: datetime
    variants: tuple[Variant, ...] = ()
    frames: tuple[datetime, ...] = ()
    decided: str | None = None
    current: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a track stands after a ballot.

    DECIDE comes once per track. CORRECTED says that `text` has overtaken the text last given:
    the caller decides anew beside the first decision (on `decided_text`), never in its place.
    """

    state: VoteState
    text: str
    confidence: float
    votes: int
    decided_text: str | None
    mean_confidence: float = 0.0
    """Of the votes for `text`: one lucky frame does not lift a plate that is hard to read."""

    figures: tuple[float, ...] = ()
    half: bool = False
    """In as many frames as not its other line could not be read."""


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many frames must agree; a text without as many sound votes waits for `patience` frames.

    A vehicle that still comes nearer is thereby not judged by its first, smallest pictures.
    """

    votes: int = 2
    patience: int = 0


def ballot(
    reading: PlateReading,
    confidence: float,
    at: datetime,
    *,
    figures: tuple[float, ...] = (),
    threshold: float = 0.0,
    half: bool = False,
) -> Ballot:
    """The vote of a read that its camera took at `at`; confidence and `figures` are 0 to 1."""
    plate = reading.plate or next((one.plate for one in reading.corrections), None)
    family = plate.family if plate else None
    lowest = min((confidence, *figures))
    legal = reading.plate is not None
    sound = legal and lowest > threshold and not half
    return Ballot(reading.text, family, legal, lowest, at, sound, figures, half)


def cast(track: Track, vote: Ballot, quorum: Quorum) -> tuple[Track, Verdict]:
    """Counts a ballot and says where the track stands.

    A second ballot of one frame, or one without text, changes nothing.
    """
    counted = track if vote.at in track.frames or not vote.text else _counted(track, vote)
    return _settled(counted, quorum)


def _counted(track: Track, vote: Ballot) -> Track:
    known = {variant.text: variant for variant in track.variants}
    known[vote.text] = _with_vote(known.get(vote.text), vote)
    return replace(
        track,
        last_at=max(track.last_at, vote.at),
        variants=_within_bounds(tuple(known.values()), keep={vote.text, track.current}),
        frames=(*track.frames, vote.at)[-MAX_FRAMES:],
    )


def _with_vote(known: Variant | None, vote: Ballot) -> Variant:
    variant = known or Variant(vote.text, vote.family, vote.legal)
    surest = vote.confidence > variant.best_confidence
    return replace(
        variant,
        votes=variant.votes + 1,
        confidence_sum=variant.confidence_sum + vote.confidence,
        best_confidence=max(variant.best_confidence, vote.confidence),
        sound_votes=variant.sound_votes + vote.sound,
        half_votes=variant.half_votes + vote.half,
        sound_sum=variant.sound_sum + (vote.confidence if vote.sound else 0.0),
        figures=vote.figures if surest else variant.figures,
    )


def _within_bounds(variants: tuple[Variant, ...], *, keep: set[str | None]) -> tuple[Variant, ...]:
    if len(variants) <= MAX_VARIANTS:
        return variants
    # Never the newcomer, or a full track could learn nothing; of the weakest, the oldest.
    weakest = min((one for one in variants if one.text not in keep), key=lambda one: one.votes)
    return tuple(one for one in variants if one is not weakest)


def _settled(track: Track, quorum: Quorum) -> tuple[Track, Verdict]:
    leaders = max(_groups(track.variants), key=lambda group: _standing(group, track), default=())
    if not leaders:
        return track, Verdict(VoteState.WAITING, "", 0.0, 0, track.decided)
    best = max(leaders, key=lambda one: (one.legal, *_standing((one,), track)))
    votes = sum(one.votes for one in leaders)
    waited = sum(one.votes for one in track.variants) >= quorum.patience
    enough = votes >= quorum.votes and (waited or best.sound_votes >= quorum.votes)
    verdict = Verdict(
        _state(track, best.text, enough=enough),
        best.text,
        best.best_confidence,
        votes,
        track.decided,
        best.mean_confidence,
        best.figures,
        2 * best.half_votes >= best.votes,
    )
    return _after(track, verdict), verdict


def _groups(variants: tuple[Variant, ...]) -> list[tuple[Variant, ...]]:
    """Each variant joins the first stronger one that it is like; chains of likeness join nobody."""
    groups: list[tuple[Variant, ...]] = []
    for variant in sorted(variants, key=lambda one: one.votes, reverse=True):
        at = next((i for i, group in enumerate(groups) if _alike(group[0], variant)), len(groups))
        groups[at : at + 1] = [(*(groups[at] if at < len(groups) else ()), variant)]
    return groups


def _alike(one: Variant, other: Variant) -> bool:
    edits = confusions_between(one.text, other.text) if one.family == other.family else None
    return edits is not None and len(edits) <= MAX_CONFUSIONS


def _standing(variants: tuple[Variant, ...], track: Track) -> tuple[int, bool, float]:
    """Votes first; at equal votes the text already given stays, and only then confidence tells."""
    given = any(one.text == track.current for one in variants)
    return sum(one.votes for one in variants), given, sum(one.confidence_sum for one in variants)


def _state(track: Track, text: str, *, enough: bool) -> VoteState:
    if track.decided is None:
        return VoteState.DECIDE if enough else VoteState.WAITING
    return VoteState.DECIDED if text == track.current else VoteState.CORRECTED


def _after(track: Track, verdict: Verdict) -> Track:
    if verdict.state is VoteState.DECIDE:
        return replace(track, decided=verdict.text, current=verdict.text)
    if verdict.state is VoteState.CORRECTED:
        return replace(track, current=verdict.text)
    return track
