"""A plate that ends too early: its last characters are dirty, hidden, or out of the picture. Pure.

Such a piece may be a legal plate itself (KA51AD638 of KA51AD6384), and is often one that was read well.
"""

from __future__ import annotations

import re
from typing import Final

MOST_FIGURES: Final = 4
"""Figures of a number; keys are padded to that many."""

_SHORT_NUMBER: Final = re.compile(
    "(?P<state>[A-Z]{2})(?P<code>[0-9]{1,2})(?P<series>[A-Z]{1,3})(?P<number>[0-9]{1,3})"
    "|(?P<zero_led>[A-Z]{2}0[1-9])(?P<three>[0-9]{3})"
    "|(?P<country>[0-9]{1,3})(?P<corps>CD|CC|UN)(?P<short>[0-9]{1,3})"
)
_PADDED_NUMBER: Final = re.compile(
    "(?P<front>[A-Z]{2}[0-9]{2}[A-Z]{1,3}|[A-Z]{2}0[1-9]|[0-9]{2,3}(?:CD|CC|UN))(?P<number>0[0-9]{3})"
)
_KEY_IS_TEXT: Final = re.compile(
    "[0-9]{2}BH[0-9]{4}[A-Z]"  # Bharat, of two letters at most
    "|T[0-9]{4}[A-Z]{2}[0-9]{4}[A-Z]"  # temporary, the same
    "|[A-Z]{2}[1-9][0-9]{4}"  # DL21234 of DL212345
)


def continued(text: str) -> tuple[str, ...]:
    """How keys begin of plates that the text, a cleaned legal plate, may be cut off from; few or none."""
    if _KEY_IS_TEXT.fullmatch(text):
        return (text,)
    found = _SHORT_NUMBER.fullmatch(text)
    if found is None:
        return ()
    front, number = _front_and_number(found)
    wanting = range(MOST_FIGURES - len(number))
    return tuple(f"{front}{'0' * zeros}{number}" for zeros in wanting)


def _front_and_number(found: re.Match[str]) -> tuple[str, str]:
    if found["series"]:
        return "{state}{code:0>2}{series}".format(**found.groupdict()), found["number"]
    if found["corps"]:
        return f"{int(found['country']):02d}{found['corps']}", found["short"]
    return found["zero_led"], found["three"]


def is_cut_off(key: str, whole: str) -> bool:
    """Return whether a plate of one key may be what was seen of the plate of another.

    Keys pad a number to four figures, so that KA51AD0638 may be KA51AD638, cut off from KA51AD6384.
    """
    if key == whole:
        return False
    found = _PADDED_NUMBER.fullmatch(key)
    if found is None:
        return any(map(whole.startswith, continued(key)))
    number = found["number"]
    read = [number[at:] for at in range(1, len(number)) if not number[:at].strip("0")]
    return any(whole.startswith(found["front"] + one) for one in read)
