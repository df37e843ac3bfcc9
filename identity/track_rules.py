"""Whether one more look at a track is worth a search, from the looks before it. Pure.

Our own cameras choose their looks (``track_book``); an edge device may send every frame it has.
Either way a person who stands there for a minute costs one to three searches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from identity.matching import Verdict

SAME_TRACK = "the same track"
APART = (timedelta(seconds=0.5), timedelta(seconds=2))
"""Before the second and the third search of somebody who was not recognised: in the next frame the
head is held as it was in the last.
"""


@dataclass(frozen=True, slots=True)
class EarlierLook:
    """A look that was searched: ``outcome`` MATCHED, REVIEW or UNKNOWN; or one that followed a match."""

    at: datetime
    outcome: str
    employee_id: int | None = None
    similarity: float | None = None


def answer_of_track(
    looks: Sequence[EarlierLook], at: datetime, *, chosen: bool = False
) -> Verdict | None:
    """Return what a look at ``at`` comes to without a search, or None where one is worth it.

    ``looks`` are those within the track's quiet time. A match answers for all; without one the latest
    search does, until another is due. ``chosen``: the camera waited for a better look than before.
    """
    matches = [look for look in looks if look.outcome == "MATCHED"]
    unsure = [look for look in looks if look.outcome != "MATCHED"]
    if matches:
        return _same(max(matches, key=_when))
    if not unsure:
        return None
    latest = max(unsure, key=_when)
    over = len(unsure) > len(APART)
    early = not over and not chosen and at - latest.at < APART[len(unsure) - 1]
    return _same(latest) if over or early else None


def _when(look: EarlierLook) -> datetime:
    return look.at


def _same(look: EarlierLook) -> Verdict:
    return Verdict(look.outcome, look.employee_id, look.similarity, SAME_TRACK)


def seemed(looks: Sequence[EarlierLook]) -> list[int]:
    """Return whom the unsure looks seemed to show: the votes that a match must outdo."""
    return [
        look.employee_id
        for look in looks
        if look.outcome == "REVIEW" and look.employee_id is not None
    ]
