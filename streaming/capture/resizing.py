"""Whether to open a source anew because its pictures have another size: pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from streaming.capture.sources.base import Change

IN_VAIN_S: Final = 300.0
"""For so long pictures are rather stretched than lost again and again."""
SOON_S: Final = 10.0
"""Of a connection's life; over HTTP a change is known once it has been said by two key frames."""
BY_TURNS: Final = 4
"""Changes, each soon after the one before was followed, that make two sizes by turns."""


@dataclass(frozen=True, slots=True)
class Resizing:
    """A change for which a source was opened anew, at which second, and the how manieth in a row."""

    change: Change
    at: float
    running: int = 1


class Resizings:
    """What is known of a source's changes of size, from connection to connection.

    Some cameras begin every connection by a picture of another size, or send two sizes by turns. There
    the connection that was opened to follow a change soon shows the same again, or one after another:
    opening anew does not help. One that comes later on, or in a connection that was opened for another
    reason, is followed each time.
    """

    def __init__(self) -> None:
        self._due: Resizing | None = None
        self._opened_for: Resizing | None = None
        self._opened_at = 0.0
        self._seen: tuple[Change, float] | None = None

    def opened(self, now: float) -> None:
        """Take note that the source has been opened."""
        self._opened_for, self._due = self._due, None
        self._opened_at, self._seen = now, None

    def follow(self, change: Change, now: float) -> bool:
        """Return whether the source is to be opened anew; to be asked for as long as it shows that."""
        if self._seen is None or self._seen[0] != change:
            self._seen = change, now
        cause = self._opened_for
        if cause is None or self._seen[1] - self._opened_at >= SOON_S:
            self._due = Resizing(change, now)
            return True
        in_vain = change == cause.change or cause.running >= BY_TURNS
        if in_vain and now - cause.at < IN_VAIN_S:
            return False
        self._due = Resizing(change, now, cause.running + 1)
        return True
