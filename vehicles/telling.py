"""What a camera has told of late, so that a vehicle whose track broke is not told of twice."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

from vehicles.confusions import skeleton

REMEMBERED = timedelta(seconds=30)
"""At most, after a vehicle was last in view; where its site's cooldown is shorter, as long as that."""

LOST = timedelta(seconds=3)
"""For how long the tracker looks for a vehicle that it has lost."""


@dataclass(slots=True)
class _Told:
    track_id: Hashable
    at: datetime
    sound: bool


class Telling:
    """One camera's reads by text. Time comes in; not safe for several threads at once.

    ``cooldown`` is the site's: who comes back after it is told of anew.
    """

    def __init__(self, cooldown: timedelta = REMEMBERED) -> None:
        self.cooldown = cooldown
        self._told: dict[str, _Told] = {}

    def is_news(self, text: str, track_id: Hashable, at: datetime, *, sound: bool) -> bool:
        """Return whether a read is to be told, and remember it as told.

        A sound read of a text that was told as a poor one is news.
        """
        known = self._told.get(text)
        self._told[text] = _Told(track_id, at, sound or (known is not None and known.sound))
        return known is None or (sound and not known.sound)

    def take_back(self, text: str) -> None:
        """Forget what was told in vain: its next read is news."""
        self._told.pop(text, None)

    def is_leftover(self, text: str) -> bool:
        """Return whether a track that went away undecided was only a piece of one told of."""
        return any(skeleton(text) == skeleton(known) for known in self._told)

    def in_view(self, track_id: Hashable, at: datetime) -> None:
        """Note that the vehicle of a track is still there."""
        for known in self._told.values():
            if known.track_id == track_id:
                known.at = at

    def forget(self, now: datetime) -> None:
        """Drop what has not been in view for a while; never what the tracker still looks for."""
        lasts = min(REMEMBERED, max(self.cooldown, LOST))
        self._told = {text: told for text, told in self._told.items() if now - told.at <= lasts}

    def had_in_view(self, at: datetime) -> bool:
        """Return whether a vehicle told of was in view then, or a moment before."""
        return any(known.at >= at - LOST for known in self._told.values())
