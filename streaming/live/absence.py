"""What viewers see while no capture process gives pictures: the last one, dimmed, and why."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import Final, TypeAlias

from streaming.live.channel import Channel
from streaming.live.feed import Feed
from streaming.live.parts import part

SHOW_S: Final = 1.0
ASK_S: Final = 3.0
Tell: TypeAlias = Callable[[Channel], Awaitable[str | None]]
"""Says in a few words how a channel's camera is doing, empty where that cannot be known; None for a
camera that exists no longer."""


async def nobody_tells(_channel: Channel) -> str | None:
    """Know nothing about any camera."""
    return ""


class Absence:
    """Remembers the last picture, and since when none has come."""

    def __init__(self, channel: Channel, feed: Feed, tell: Tell) -> None:
        self._channel, self._feed, self._tell = channel, feed, tell
        self._last: bytes | None = None
        self._since_ns = time.time_ns()
        self._shown_at = self._asked_at = 0.0
        self._words: str | None = ""
        self._card: tuple[str, bytes] | None = None

    def over(self, live: bytes | None) -> None:
        """Take note that a picture has come; ``live`` is its JPEG if it was not itself a held one."""
        self._last, self._card = live or self._last, None
        self._shown_at = self._asked_at = 0.0

    async def show(self) -> bool:
        """Publish the card, at most once a second; return whether the camera still exists."""
        now = time.monotonic()
        if now - self._shown_at < SHOW_S:
            return True
        if not self._shown_at:
            self._since_ns = time.time_ns()
        self._shown_at = now
        if now - self._asked_at >= ASK_S:
            self._asked_at = now
            self._words = await self._tell(self._channel)
        if self._words is None:
            return False
        jpeg = self._drawn(self._words or self._own_words())
        self._feed.publish(part(time.time_ns(), jpeg, live=False))
        return True

    def _own_words(self) -> str:
        since = datetime.fromtimestamp(self._since_ns / 1e9, UTC)
        return f"offline since {since:%Y-%m-%d %H:%M:%S %Z}"

    def _drawn(self, words: str) -> bytes:
        if self._card is None or self._card[0] != words:
            # Loaded when first needed: who only passes pictures on carries no drawing library.
            draw = import_module("streaming.live.placeholder").placeholder
            jpeg = draw(self._channel.name, self._channel.picture.size, words, self._last)
            self._card = words, jpeg
        return self._card[1]
