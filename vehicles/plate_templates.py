"""What each position of an Indian plate must be, by length of the text: the map for mending.

A capital stands for itself; "@" is a letter of the state, "*" a letter but I and O, "#" a digit.
"""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase, digits

STATE_SLOT = "@"

SLOTS = {
    STATE_SLOT: ascii_uppercase,
    "*": ascii_uppercase.replace("I", "").replace("O", ""),
    "#": digits,
}


def _standard() -> Iterator[str]:
    for code in (2, 1):
        for series in range(4):
            # Without a series code and number have five figures at least.
            numbers = range(1 if series else 5 - code, 5)
            yield from (f"@@{'#' * code}{'*' * series}{'#' * number}" for number in numbers)


def _diplomatic() -> Iterator[str]:
    for mission in ("CD", "CC", "UN"):
        for code in (1, 2, 3):
            yield from (f"{'#' * code}{mission}{'#' * number}" for number in range(1, 5))


def _others() -> Iterator[str]:
    yield from ("##BH####*", "##BH####**", "@@VA**####", "@@##*####TC####")
    yield from ("T####@@####*", "T####@@####**")
    yield from (f"##*{'#' * serial}*" for serial in (4, 5, 6))
    # Not those with fewer figures: KA51 is the upper line of a plate sooner than a misread KAS1.
    yield from (f"@@*{'#' * number}" for number in (3, 4))


def _by_length() -> dict[int, tuple[str, ...]]:
    every = (*_standard(), *_others(), *_diplomatic())
    return {length: tuple(t for t in every if len(t) == length) for length in map(len, every)}


TEMPLATES = _by_length()
