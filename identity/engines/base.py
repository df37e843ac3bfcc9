"""What every face engine does, and what it may answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from factory.core.errors import TransientError
from identity.engines.gallery import Gallery
from identity.matching import Candidate

GalleryOf: TypeAlias = Callable[[], Gallery]
"""Gives the site's templates to an engine that keeps none itself; called only when needed."""


class EngineBusyError(TransientError):
    """The engine did not answer, or asked us to slow down; the same call may succeed later."""


class EngineDownError(EngineBusyError):
    """The failure with which the circuit opened: from now on calls are held back."""


class HeldBack(TransientError):
    """Ask again after ``seconds``. That is no attempt; a call was made only if ``asked``."""

    def __init__(self, text: str, seconds: float, *, asked: bool = False) -> None:
        super().__init__(text)
        self.seconds, self.asked = seconds, asked


class EngineError(Exception):
    """The engine will not take this call, now or later; the text says why."""


class AccessDenied(EngineError):
    """The engine does not know us, or not our right to this: people have to mend keys or policy."""


class CollectionGone(EngineError):
    """The engine has no such collection any more: what was enrolled there must be enrolled anew."""


@dataclass(frozen=True, slots=True)
class Found:
    """The faces most like the largest one in a picture, best first."""

    candidates: tuple[Candidate, ...]
    model_version: str


@dataclass(frozen=True, slots=True)
class Unusable:
    """No answer, because of the picture: ``outcome`` is NO_FACE or POOR_QUALITY."""

    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A new face: ``vector`` is float32 bytes where the engine leaves keeping it to us; ``hint`` says
    how a better photo would look.
    """

    face_id: str
    model_version: str
    vector: bytes = field(default=b"", repr=False)
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A photo that cannot be enrolled, and why, in plain words."""

    reason: str


class FaceEngine(Protocol):
    """Pictures are JPEG or PNG bytes within ``image_headers``' bounds; a ``collection`` may say after an
    ``@`` where it is (``whereabouts``). May be called from any thread.

    Every method raises EngineBusyError for what may pass by itself and EngineError for what will not;
    a search or an enrolment also HeldBack, where it was not made.
    """

    @property
    def name(self) -> str: ...

    @property
    def paid(self) -> bool:
        """Whether each call costs money, so that a cheap look of our own comes first."""
        ...

    def search(self, picture: bytes, *, collection: str, gallery: GalleryOf) -> Found | Unusable:
        """Return who the largest face in the picture looks like."""
        ...

    def enrol(
        self, picture: bytes, *, collection: str, external_id: str, first: bool
    ) -> Enrolled | Refused:
        """Make a template of the one face in the picture; safe to repeat with the same arguments.

        ``first``: none of ours is in the collection yet, so it may be made. Raises CollectionGone where
        it is not there although some are: made silently, it would be without them.
        """
        ...

    def forget(self, face_ids: Iterable[str], *, collection: str) -> None:
        """Delete faces; a face that is not there is forgotten already. Raises EngineError for others."""
        ...

    def listed(self, *, collection: str) -> Iterator[tuple[str, str]]:
        """Yield each face (id, name under which it was enrolled) that the engine keeps by itself."""
        ...

    def kept(self, face_ids: Iterable[str], *, collection: str, external_id: str) -> list[str]:
        """Return which of these faces the engine itself still has, and all it has under that name.

        Erasing begins and ends with this look: an enrolment whose answer was lost left a face of
        which nobody here was told.
        """
        ...
