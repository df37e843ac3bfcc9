"""Votes of reads that come from outside, at a camera whose reads are to agree before they count."""

from __future__ import annotations

from collections.abc import Sequence

from factory.sites.models import Site
from vehicles import selectors
from vehicles.models import PlateRead
from vehicles.plates import PlateRules, read_plate
from vehicles.votes import Ballot, Quorum, Track, ballot, cast


def agreed(read: PlateRead, earlier: Sequence[PlateRead], site: Site, needed: int) -> bool:
    """Return whether, with the earlier reads of its track, enough of them say what this one says."""
    rules = selectors.settings_of(site.pk, read.captured_at).rules
    track, verdict = Track(last_at=read.captured_at), None
    for one in (*earlier, read):
        track, verdict = cast(track, _ballot(one, rules), Quorum(needed))
    return verdict is not None and verdict.text == read.text and verdict.votes >= needed


def _ballot(read: PlateRead, rules: PlateRules) -> Ballot:
    figures = tuple(read.character_confidences)
    return ballot(read_plate(read.text, rules), read.confidence, read.captured_at, figures=figures)
