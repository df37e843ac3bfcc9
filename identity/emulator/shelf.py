"""The emulator's collections: faces with their vectors, kept in one JSON file between its runs."""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


@dataclass(slots=True)
class StoredFace:
    """One indexed face; ``vector`` is base64 of float32[128]."""

    face_id: str
    image_id: str
    external_id: str
    vector: str
    box: dict[str, float]
    user_id: str = ""

    @property
    def numbers(self) -> Vector:
        return np.frombuffer(base64.b64decode(self.vector), dtype=np.float32)


@dataclass(slots=True)
class Collection:
    """Faces by id, and the ids of users made in it."""

    faces: dict[str, StoredFace] = field(default_factory=dict)
    users: list[str] = field(default_factory=list)


class Shelf:
    """All collections. One thread at a time; written whole after each change."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = threading.RLock()
        self.collections: dict[str, Collection] = self._read() if path and path.exists() else {}

    def _read(self) -> dict[str, Collection]:
        assert self._path is not None
        stored = json.loads(self._path.read_text(encoding="utf-8"))
        return {
            name: Collection({f["face_id"]: StoredFace(**f) for f in kept["faces"]}, kept["users"])
            for name, kept in stored.items()
        }

    @contextmanager
    def reading(self) -> Iterator[dict[str, Collection]]:
        with self._lock:
            yield self.collections

    @contextmanager
    def writing(self) -> Iterator[dict[str, Collection]]:
        with self._lock:
            yield self.collections
            self._write()

    def _write(self) -> None:
        if self._path is None:
            return
        stored = {
            name: {"faces": [asdict(face) for face in c.faces.values()], "users": c.users}
            for name, c in self.collections.items()
        }
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._path.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(stored), encoding="utf-8")
        os.replace(draft, self._path)  # noqa: PTH105 - the atomic one
