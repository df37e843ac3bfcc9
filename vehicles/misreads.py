"""Whether two texts can be reads of one plate, or are plates of two vehicles. Pure."""

from __future__ import annotations

from vehicles.confusions import core
from vehicles.plate_families import parse_indian
from vehicles.plate_pieces import is_half

MISREAD = 3
"""Characters, beside what OCR confuses, that two reads of one plate may differ by."""


def is_another(key: str, other: str, *, legal: bool = False) -> bool:
    """Return whether two keys are of two vehicles: legal plates, and further apart than a misread.

    ``legal`` says that both are known to be, by the rules of a site, which may be those of any country.
    """
    if key == other:
        return False
    if not legal and (parse_indian(key) is None or parse_indian(other) is None):
        return False
    if is_half(key, other) or is_half(other, key):
        return False
    return _edits(core(key), core(other)) > MISREAD


def _edits(one: str, other: str) -> int:
    """Return how many characters have to be put in, left out or exchanged (Levenshtein)."""
    row = list(range(len(other) + 1))
    for at, character in enumerate(one, start=1):
        before, row = row, [at]
        for place, known in enumerate(other):
            exchanged = before[place] + (character != known)
            row.append(min(exchanged, before[place + 1] + 1, row[place] + 1))
    return row[-1]
