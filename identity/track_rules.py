"""Whether one more look at a track is worth a search, from the looks before it. Pure.

Our own cameras choose their looks (``track_book``); an edge device may send every frame it has.
Either way a person who stands there for a minute costs one to three searches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from identity.matching import Verdict

SAME_TRACK = "the same track"
APART = (timedelta(seconds=0.5), timedelta(seconds=2))
"""Before the second and the third search of somebody who was not recognised: in the next frame the
head is held as it was in the last.
"""

BLIND = frozenset({"NO_FACE", "POOR_QUALITY"})
BLIND_APART = timedelta(minutes=1)
"""Between further searches of a track of which three showed no face: somebody may turn round."""


@dataclass(frozen=True, slots=True)
class EarlierLook:
    """A look that was searched, whatever it came to, or one that followed a match."""

    at: datetime
    outcome: str
    employee_id: int | None = None
    similarity: float | None = None
    runner_up_id: int | None = None
    runner_up_similarity: float | None = None


def answer_of_track(
    looks: Sequence[EarlierLook], at: datetime, *, chosen: bool = False
) -> Verdict | None:
    """Return what a look at ``at`` comes to without a search, or None where one is worth it.

    ``looks`` are those within the track's quiet time, before and after. A match answers for all;
    without one the nearest search does, until another is due: one that showed a face rather than none.
    ``chosen``: the camera waited for a better look than before.
    """
    matches = [look for look in looks if look.outcome == "MATCHED"]
    if matches:
        return _same_as_nearest(matches, at)
    if not looks or _is_due(looks, at, chosen=chosen):
        return None
    seeing = [look for look in looks if look.outcome not in BLIND]
    return _same_as_nearest(seeing or looks, at)


def _is_due(looks: Sequence[EarlierLook], at: datetime, *, chosen: bool) -> bool:
    """Return whether a track that was searched without a match is searched once more."""
    gap = min(abs(at - look.at) for look in looks)
    if len(looks) <= len(APART):
        return chosen or gap >= APART[len(looks) - 1]
    return gap >= BLIND_APART and all(look.outcome in BLIND for look in looks)


def _same_as_nearest(looks: Sequence[EarlierLook], at: datetime) -> Verdict:
    look = min(looks, key=lambda look: abs(at - look.at))
    answer = Verdict(look.outcome, look.employee_id, look.similarity, SAME_TRACK)
    if look.outcome != "REVIEW":
        return answer
    return replace(
        answer, runner_up_id=look.runner_up_id, runner_up_similarity=look.runner_up_similarity
    )


def seemed(looks: Sequence[EarlierLook]) -> list[int | None]:
    """Return whom the unsure looks seemed to show, None for nobody whom we know: the votes that a match
    must outdo.
    """
    return [
        look.employee_id
        for look in looks
        if look.outcome == "UNKNOWN" or (look.outcome == "REVIEW" and look.employee_id is not None)
    ]
