"""Templates of one site side by side, compared with a face in one vectorised step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from identity.matching import Candidate

DIMENSIONS = 128
LOCAL_MODEL = "dlib-resnet-v1"
"""Whose vectors are compared here; those of another model mean something else."""
# Distance of dlib's embedding → percent. 0.6 is its published threshold (99.38 % on LFW), which is
# where a stranger begins; our own trials found the same person at 0.36 and 0.42, others from 0.82 on.
DISTANCES = (0.0, 0.45, 0.6, 1.0)
SIMILARITIES = (100.0, 95.0, 80.0, 0.0)


def similarity_of(distances: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return percent, on the scale that ``matching`` uses for every engine."""
    return np.interp(distances, DISTANCES, SIMILARITIES)


@dataclass(frozen=True, slots=True)
class Gallery:
    """``vectors`` is float32[n, 128]; row i is the template ``face_ids[i]`` of ``people[i]``."""

    face_ids: tuple[str, ...]
    people: NDArray[np.int64]
    vectors: NDArray[np.float32]

    @classmethod
    def of(cls, templates: Iterable[tuple[str, int, bytes]]) -> Self:
        """Return a gallery of (face id, whose it is, float32 bytes)."""
        rows = list(templates)
        raw = b"".join(vector for *_, vector in rows)
        vectors = np.frombuffer(raw, dtype=np.float32).reshape(len(rows), DIMENSIONS)
        people = np.array([person for _, person, _ in rows], dtype=np.int64)
        return cls(tuple(face_id for face_id, *_ in rows), people, vectors)

    def nearest(self, vector: NDArray[np.float32], *, most: int = 10) -> tuple[Candidate, ...]:
        """Return the most similar template of each of the most similar people, best first.

        One for each: a person of many photos would else hide who is just as similar.
        """
        if not self.face_ids:
            return ()
        distances = np.linalg.norm(self.vectors - vector, axis=1)
        order = np.argsort(distances)
        _, first = np.unique(self.people[order], return_index=True)
        order = order[np.sort(first)[:most]]
        scores = similarity_of(distances[order])
        return tuple(
            Candidate(self.face_ids[index], round(float(score), 2))
            for index, score in zip(order, scores, strict=True)
        )
