"""Positions in the stream of live events, and whether what followed one can still be told. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

FORM = re.compile(r"(\d{1,20})-(\d{1,20})")


class StreamId(NamedTuple):
    """Redis's id of an entry: milliseconds, then a number within them. Ordered as entries are."""

    milliseconds: int
    number: int

    def __str__(self) -> str:
        return f"{self.milliseconds}-{self.number}"


START = StreamId(0, 0)


def read_id(text: str) -> StreamId | None:
    """Return the position that ``text`` names, or None for anything that is none."""
    found = FORM.fullmatch(text.strip())
    return StreamId(int(found[1]), int(found[2])) if found else None


def replayable(last: StreamId, oldest: StreamId | None, newest: StreamId | None) -> bool:
    """Return whether everything after ``last`` is still there.

    ``last`` was an entry once: where it is older than the oldest, it was trimmed, and perhaps others
    after it; where it is newer than the newest, the stream is another one than it was.
    """
    if oldest is None or newest is None:
        return last == START
    return last == START or oldest <= last <= newest
