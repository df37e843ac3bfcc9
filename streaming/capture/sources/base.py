"""What every source promises, whatever it reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from streaming.frames import Image


class SourceError(Exception):
    """A source could not be opened or gave no picture; the text may be shown and holds no secret."""


class UnopenedError(SourceError):
    """FFmpeg cannot open it, and does not say why."""

    def __init__(self) -> None:
        super().__init__("cannot be opened")


class ElsewhereError(SourceError):
    """A camera wants us to ask another server, which nobody has allowed."""

    def __init__(self) -> None:
        super().__init__("the camera leads to another server")


@dataclass(frozen=True, slots=True)
class Change:
    """Width and height of a source's pictures when it was opened, and now."""

    before: tuple[int, int]
    now: tuple[int, int]


class ResizedError(SourceError):
    """Pictures have another size now, and come stretched to the first one until the source is opened
    anew. One has been grabbed all the same.
    """

    def __init__(self, change: Change) -> None:
        super().__init__("the camera's pictures have another size now")
        self.change = change


class Source(Protocol):
    """An open source. ``grab`` blocks until there is a frame; ``picture`` converts the last one.

    Two steps, because a frame that rate control drops need not be converted.
    """

    @property
    def codec(self) -> str:
        """How the pictures come, such as h264; empty where that cannot be told."""
        ...

    def grab(self) -> None:
        """Wait for the next frame; raise SourceError if there is none within the read timeout."""
        ...

    def picture(self) -> Image:
        """Return the grabbed frame; raise SourceError if it cannot be decoded."""
        ...

    def close(self) -> None: ...
