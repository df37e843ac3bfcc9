"""What the emulator sees: the local engine's detector and embedding, remembered by picture."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from identity.engines.gallery import similarity_of
from identity.engines.local import look_at


@dataclass(frozen=True, slots=True)
class Seen:
    """One face: ``box`` as parts of the picture's sides, ``vector`` float32[128]."""

    box: tuple[float, float, float, float]
    vector: NDArray[np.float32]


class Eyes:
    """Finds the faces of a picture, the largest first. May be used from any thread."""

    def __init__(self, look: Callable[[bytes], tuple[Seen, ...]] | None = None) -> None:
        self._look = look or _seen
        self._lock = threading.Lock()
        self._known: dict[str, tuple[Seen, ...]] = {}

    def faces(self, picture: bytes) -> tuple[Seen, ...]:
        """Return the faces; raises Invalid for what is no picture. The same bytes are seen once."""
        digest = hashlib.sha256(picture).hexdigest()
        with self._lock:
            if digest not in self._known:
                self._known[digest] = self._look(picture)
            return self._known[digest]


def _seen(picture: bytes) -> tuple[Seen, ...]:
    return tuple(Seen(box, vector) for box, vector in look_at(picture))


def similarity(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Return percent, on the scale that our thresholds use."""
    distance = np.linalg.norm(one - other)
    return round(float(similarity_of(np.asarray(distance, dtype=np.float32))), 3)
