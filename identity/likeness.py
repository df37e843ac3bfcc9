"""Whether two unnamed faces are one stranger, for the grouping of review. Pure.

A wrong group costs a second look, a missed one a second click: nothing is named by this.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

SAME_DISTANCE = 0.5
"""Between embeddings; dlib publishes 0.6 for "the same person", and a group should be surer."""
OTHER_DISTANCE = 0.7
"""From here on two looks at one track show two people, whom the tracker has taken for one."""
SAME_BITS = 10
"""Of the 64 bits of a difference hash; pictures of one scene differ in fewer."""
EMBEDDING, HASH = "embedding", "hash"


@dataclass(frozen=True, slots=True)
class Sketch:
    """``data``: float32[128] for ``embedding``, eight bytes for ``hash``."""

    method: str
    data: bytes


def nearest(sketch: Sketch, known: Iterable[tuple[int, bytes]]) -> int | None:
    """Return the key of the known sketch (of the same method) that shows the same face, if any."""
    measured = ((_distance(sketch, data), key) for key, data in known)
    best = min(measured, default=None)
    limit = SAME_DISTANCE if sketch.method == EMBEDDING else SAME_BITS
    return best[1] if best is not None and best[0] <= limit else None


def may_be_one(sketch: Sketch, other: Sketch) -> bool:
    """Return whether two looks at one track may show one face; hashes of two poses say nothing of it."""
    if {sketch.method, other.method} != {EMBEDDING}:
        return True
    return _distance(sketch, other.data) < OTHER_DISTANCE


def _distance(sketch: Sketch, other: bytes) -> float:
    if sketch.method == EMBEDDING:
        mine, theirs = (np.frombuffer(data, dtype=np.float32) for data in (sketch.data, other))
        return float(np.linalg.norm(mine - theirs))
    return float((int.from_bytes(sketch.data) ^ int.from_bytes(other)).bit_count())
