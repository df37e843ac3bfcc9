"""Half of a plate: one line of a plate of two, whose other line is dirty or out of the picture. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

SHORTEST = 4
"""Characters; what is shorter begins half the plates of a state."""

WHOLE_FROM = 8
"""Characters; lines of a plate of two are shorter, but for the upper ones of trade plates."""

BELOW_TRADE = "TC"
"""How the lower line of a trade plate of two begins."""

_BADGE = "IND"
"""Printed beside the upper line; it is cleaned away only before longer texts."""

_CODE_OF_ONE = re.compile("(?P<state>[A-Z]{2})(?P<code>[1-9])(?P<rest>[A-Z]*)")
_SHORT_NUMBER = re.compile("(?P<rest>[0-9A-Z]*[A-Z])(?P<number>[0-9]{1,3})")
_ABOVE_TRADE = re.compile("[A-Z]{2}[0-9]{2}[A-HJ][0-9]{4}")
_TELLING = re.compile("[A-Z]{1,3}[0-9]{2,4}|[A-Z]{2}[0-9]{1,2}[A-Z]{2,3}")
_TOGETHER = re.compile("(?P<state>[A-Z]{2})(?P<figures>[0-9]{5,6})")


def may_be_half(text: str) -> bool:
    """Return whether a cleaned text is as short as one line of a plate; figures alone say nothing."""
    return SHORTEST <= len(text) < WHOLE_FROM and not text.isdecimal()


def tells_plates_apart(text: str) -> bool:
    """Return whether few plates of a long list can have the line: it has letters of series enough."""
    return len(text) > SHORTEST and _TELLING.fullmatch(text) is not None


def may_be_above_trade(text: str) -> bool:
    """Return whether a cleaned text may be the upper line of a trade plate of two (MH12A1234/TC0001).

    It is far more often a whole plate of one letter of series, so that its look alone proves nothing.
    """
    return _ABOVE_TRADE.fullmatch(text) is not None


def beginnings(text: str) -> tuple[str, ...]:
    """How keys begin whose upper line the text may be: as it stands, and with its code padded.

    And without the badge that may have been read with it.
    """
    if may_be_above_trade(text):
        return (text + BELOW_TRADE,)
    behind = text.removeprefix(_BADGE)
    texts = dict.fromkeys(one for one in (text, behind) if may_be_half(one))
    return tuple(one for text in texts for one in _padded(text))


def _padded(text: str) -> tuple[str, ...]:
    found = _CODE_OF_ONE.fullmatch(text)
    return (text, "{state}0{code}{rest}".format(**found.groupdict())) if found else (text,)


def endings(text: str) -> tuple[str, ...]:
    """How keys end whose lower line the text may be: as it stands, and with its number padded."""
    if not may_be_half(text):
        return ()
    found = _SHORT_NUMBER.fullmatch(text)
    return (text, f"{found['rest']}{int(found['number']):04d}") if found else (text,)


def is_half(text: str, key: str) -> bool:
    """Return whether a cleaned text may be one line of the plate with that key, and not all of it."""
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
