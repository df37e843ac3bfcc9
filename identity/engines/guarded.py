"""A paid engine behind the shared rate limit and the shared circuit: who must wait is told so."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from identity.engines.base import (
    EngineBusyError,
    EngineDownError,
    Enrolled,
    FaceEngine,
    Found,
    GalleryOf,
    HeldBack,
    Refused,
    Unusable,
)
from identity.engines.circuit import Circuit
from identity.engines.circuit_rules import Permit
from identity.engines.rate import RateLimit

T = TypeVar("T")


@dataclass
class GuardedEngine:
    """FaceEngine around another. ``limits``: one for each operation, as AWS counts them.

    Deleting is not held back: it is rare, and a person waits for it.
    """

    inner: FaceEngine
    circuit: Circuit
    limits: dict[str, RateLimit] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def paid(self) -> bool:
        return self.inner.paid

    def search(self, picture: bytes, *, collection: str, gallery: GalleryOf) -> Found | Unusable:
        def call() -> Found | Unusable:
            return self.inner.search(picture, collection=collection, gallery=gallery)

        return self._guarded("search", picture, call)

    def enrol(
        self, picture: bytes, *, collection: str, external_id: str, first: bool
    ) -> Enrolled | Refused:
        def call() -> Enrolled | Refused:
            return self.inner.enrol(
                picture, collection=collection, external_id=external_id, first=first
            )

        return self._guarded("enrol", picture, call)

    def forget(self, face_ids: Iterable[str], *, collection: str) -> None:
        self.inner.forget(face_ids, collection=collection)

    def listed(self, *, collection: str) -> Iterator[tuple[str, str]]:
        return self.inner.listed(collection=collection)

    def kept(self, face_ids: Iterable[str], *, collection: str, external_id: str) -> list[str]:
        return self.inner.kept(face_ids, collection=collection, external_id=external_id)

    def _guarded(self, operation: str, picture: bytes, call: Callable[[], T]) -> T:
        self._queue(operation, picture)
        permit = self.circuit.ask()
        if permit.wait:
            raise HeldBack("the face service is not asked while it fails", permit.wait)
        try:
            answer = call()
        except EngineBusyError as error:
            raise self._failure(permit, error) from error
        except Exception:
            self.circuit.answered(permit)
            raise
        self.circuit.answered(permit)
        return answer

    def _queue(self, operation: str, picture: bytes) -> None:
        limit = self.limits.get(operation)
        if limit is None:
            return
        # The same picture keeps its place when its task comes back for it.
        wait = limit.wait(hashlib.sha256(picture).hexdigest()[:24])
        if wait:
            raise HeldBack("waits for its turn (FACE_RATE_PER_SECOND)", wait)

    def _failure(self, permit: Permit, error: EngineBusyError) -> Exception:
        """Return what to raise: a probe is nobody's attempt, and who opens the circuit says so."""
        opened = self.circuit.failed(permit)
        if permit.probe:
            return HeldBack(f"still failing: {error}", self.circuit.look().seconds, asked=True)
        return EngineDownError(str(error)) if opened else error
