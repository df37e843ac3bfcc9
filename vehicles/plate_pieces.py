"""Half of a plate: one line of a plate of two, whose other line is dirty or out of the picture. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

SHORTEST = 4
"""Characters; what is shorter begins half the plates of a state."""

WHOLE_FROM = 8
"""Characters; lines of a plate of two are shorter, but for those of trade plates."""

_CODE_OF_ONE = re.compile("(?P<state>[A-Z]{2})(?P<code>[1-9])(?P<rest>[A-Z]*)")
_SHORT_NUMBER = re.compile("(?P<rest>[0-9A-Z]*[A-Z])(?P<number>[0-9]{1,3})")
_TOGETHER = re.compile("(?P<state>[A-Z]{2})(?P<figures>[0-9]{5,6})")


def may_be_half(text: str) -> bool:
    """Return whether a cleaned text is as short as one line of a plate."""
    return SHORTEST <= len(text) < WHOLE_FROM


def beginnings(text: str) -> tuple[str, ...]:
    """How keys begin whose upper line the text may be: as it stands, and with its code padded."""
    found = _CODE_OF_ONE.fullmatch(text)
    return (text, "{state}0{code}{rest}".format(**found.groupdict())) if found else (text,)


def endings(text: str) -> tuple[str, ...]:
    """How keys end whose lower line the text may be: as it stands, and with its number padded."""
    found = _SHORT_NUMBER.fullmatch(text)
    return (text, f"{found['rest']}{int(found['number']):04d}") if found else (text,)


def is_half(text: str, key: str) -> bool:
    """Return whether a cleaned text may be one line of the plate with that key, and not all of it."""
    if not may_be_half(text):
        return False
    begins = any(key.startswith(one) and key != one for one in beginnings(text))
    return begins or any(key.endswith(one) and key != one for one in endings(text))


def other_splits(text: str) -> Iterator[str]:
    """The other plates that a plate without a series may be, since nothing parts code and number.

    DL12345 is DL 1 2345 or DL 12 345: padded they are DL012345 and DL120345.
    """
    found = _TOGETHER.fullmatch(text)
    if found is None:
        return
    state, figures = found["state"], found["figures"]
    if len(figures) == len("12345"):
        yield from (f"{state}0{figures}", f"{state}{figures[:2]}0{figures[2:]}")
        return
    yield from (state + figures[:at] + figures[at + 1 :] for at in (0, 2) if figures[at] == "0")
