"""Mending of OCR confusions by what each position of a legal plate must be.

A correction is a proposal for a person: no rule lets it open a gate by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import TypeAlias

from vehicles.confusions import EQUIVALENTS, Edit, confusions_between, one_confusion_away
from vehicles.plate_families import Family, Plate
from vehicles.plate_templates import SLOTS, STATE_SLOT, TEMPLATES

Parse: TypeAlias = Callable[[str], Plate | None]

MAX_EDITS = 2
MAX_CANDIDATES = 8
MAX_TRIES = 500
"""Texts tried against a site's own patterns before mending is given up."""

_MISREAD_BADGE = re.compile("[1IL]N[0ODQ](?=.{6})")
_RANK = {family: rank for rank, family in enumerate(Family)}


@dataclass(frozen=True, slots=True)
class Correction:
    """A legal plate that the read could have been, and the edits that lead there."""

    plate: Plate
    edits: tuple[Edit, ...]


def correct_by_position(parse: Parse, text: str) -> tuple[Correction, ...]:
    """Legal Indian plates that need the fewest confusions mended, at most MAX_EDITS; likely first.

    Fewest only: mending a character that fits where it stands would be a guess.
    """
    bare = without_misread_badge(text)
    badge = () if bare == text else (Edit(0, text[: len(text) - len(bare)], ""),)
    return _likeliest([*_mended(parse, text, ()), *(_mended(parse, bare, badge) if badge else ())])


def correct_by_trial(parse: Parse, text: str) -> tuple[Correction, ...]:
    """The same where only `parse` knows what is legal; at most MAX_TRIES texts are tried."""
    plates = filter(None, map(parse, islice(_widening(text), MAX_TRIES)))
    return _likeliest([Correction(one, confusions_between(text, one.text) or ()) for one in plates])


def without_misread_badge(text: str) -> str:
    """The text behind an IND badge that OCR has garbled ("1ND", "INO"); else the text."""
    return text[3:] if _MISREAD_BADGE.match(text) else text


def _likeliest(found: list[Correction]) -> tuple[Correction, ...]:
    fewest = min((len(one.edits) for one in found), default=0)
    distinct = {one.plate.text: one for one in found if len(one.edits) == fewest}
    ranked = sorted(distinct.values(), key=lambda one: (_RANK[one.plate.family], one.plate.text))
    return tuple(ranked[:MAX_CANDIDATES])


def _widening(text: str) -> Iterator[str]:
    near = tuple(one_confusion_away(text))
    yield from near
    for candidate in near:
        yield from one_confusion_away(candidate)


def _mended(parse: Parse, text: str, before: tuple[Edit, ...]) -> Iterator[Correction]:
    offset = sum(len(edit.read) for edit in before)
    for candidate in dict.fromkeys(_candidates(text, MAX_EDITS - len(before))):
        if plate := parse(candidate):
            edits = confusions_between(text, candidate) or ()
            shifted = (Edit(edit.position + offset, edit.read, edit.mended) for edit in edits)
            yield Correction(plate, (*before, *shifted))


def _candidates(text: str, allowed: int) -> Iterator[str]:
    for template in TEMPLATES.get(len(text), ()):
        options = [_options(*pair) for pair in zip(text, template, strict=True)]
        if _needed(text, options) <= allowed:
            yield from (
                one for one in map("".join, product(*options)) if _edits(text, one) <= allowed
            )


def _needed(text: str, options: list[str]) -> int:
    """Positions that have to change; a position that cannot be mended counts as too many."""
    missing = (MAX_EDITS + 1) * sum(not choice for choice in options)
    return missing + sum(read not in choice for read, choice in zip(text, options, strict=True))


def _edits(text: str, candidate: str) -> int:
    return sum(old != new for old, new in zip(text, candidate, strict=True))


def _options(character: str, slot: str) -> str:
    """What may stand in the slot; letters of a state may be wrong although they are letters."""
    allowed = SLOTS.get(slot, slot)
    if character in allowed and slot != STATE_SLOT:
        return character
    return "".join(one for one in character + EQUIVALENTS.get(character, "") if one in allowed)
