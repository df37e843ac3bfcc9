"""Votes of reads that come from outside, at a camera whose reads are to agree before they count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from factory.sites.models import Site
from vehicles import selectors
from vehicles.models import PlateRead
from vehicles.plates import PlateRules, read_plate
from vehicles.services.judging import Judgement, judge
from vehicles.votes import Ballot, Quorum, Track, ballot, cast


def needs_votes(camera_id: int | None, track_id: str) -> int:
    """Return how many reads of the track must agree; one where there is no track, or nobody said."""
    return (selectors.votes_of(camera_id) or 1) if camera_id is not None and track_id else 1


def judge_by_votes(read: PlateRead, site: Site, needed: int) -> tuple[Judgement, list[PlateRead]]:
    """Return the judgement and the reads of its track that wait; in the transaction of the decision."""
    assert read.camera_id is not None, "a track means something on its camera only"
    # Held before the votes are counted, or of two reads at once each would miss the other.
    selectors.hold_gate(read.camera_id)
    earlier = selectors.voting_reads(read)
    judgement = judge(read, site, settled=agreed(read, earlier, site, needed))
    return judgement, [one for one in earlier if one.event_id is None]


def credit(event_id: int | None, waiting: Sequence[PlateRead]) -> None:
    """Give the reads that waited to the event that they and this one came to."""
    if event_id is not None and waiting:
        PlateRead.objects.filter(pk__in=[one.pk for one in waiting]).update(event=event_id)


def agreed(read: PlateRead, earlier: Sequence[PlateRead], site: Site, needed: int) -> bool:
    """Return whether, with the earlier reads of its track, enough of them say what this one says."""
    rules = selectors.settings_of(site.pk, read.captured_at).rules
    track, verdict = Track(last_at=read.captured_at), None
    for number, one in enumerate((*earlier, read)):
        track, verdict = cast(track, _ballot(one, rules, number), Quorum(needed))
    return verdict is not None and verdict.text == read.text and verdict.votes >= needed


def _ballot(read: PlateRead, rules: PlateRules, number: int) -> Ballot:
    figures, at = tuple(read.character_confidences), read.captured_at
    if not at.microsecond:
        # A clock that knows whole seconds says nothing of which frame it was.
        at += timedelta(microseconds=number)
    return ballot(read_plate(read.text, rules), read.confidence, at, figures=figures)
