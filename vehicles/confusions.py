"""Characters that OCR takes for one another on a plate, and what follows for comparing texts.

The groups are those of Genetec's default OCR equivalence (0/O/D/Q, 1/I, 2/Z, 5/S, 6/G, 8/B) with
L, 4/A and 7/T from the open Indian readers. They are disjoint, so being confusable is transitive.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

GROUPS = ("0ODQ", "1IL", "2Z", "4A", "5S", "6G", "7T", "8B")

EQUIVALENTS = {character: group.replace(character, "") for group in GROUPS for character in group}
"""For each confusable character the others of its group."""

_SKELETON = str.maketrans({character: group[0] for group in GROUPS for character in group})


@dataclass(frozen=True, slots=True)
class Edit:
    """At `position` (from 0) of the text as read, `read` is taken to be `mended`."""

    position: int
    read: str
    mended: str


def skeleton(text: str) -> str:
    """The text with each confusable character replaced by its group's digit.

    Two texts of equal skeleton differ by OCR confusions only, so one indexed column answers
    "which listed keys look like this one".
    """
    return text.translate(_SKELETON)


def core(text: str) -> str:
    """What all texts that may be one plate have in common: the skeleton without its zeros.

    Padding adds and drops zeros only.
    """
    return skeleton(text).replace("0", "")


def confusions_between(read: str, other: str) -> tuple[Edit, ...] | None:
    """The confusions that lead from one text to the other; None where other changes are needed."""
    if len(read) != len(other) or skeleton(read) != skeleton(other):
        return None
    pairs = enumerate(zip(read, other, strict=True))
    return tuple(Edit(at, old, new) for at, (old, new) in pairs if old != new)


def one_confusion_away(text: str) -> Iterator[str]:
    """Every text that differs by one confusion: at most three for each character."""
    for position, character in enumerate(text):
        for other in EQUIVALENTS.get(character, ""):
            yield text[:position] + other + text[position + 1 :]
