"""Reading a plate by a site's rules: cleaned text, canonical key, family, and what it could be.

Three modes: India (the default), strict (the one expression of the specification), and a site's
own patterns for other countries. They say what is legal; a key is the same in all of them, so that
changing the mode moves no list entry and no vehicle that is inside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from vehicles.corrections import Correction, correct_by_position, correct_by_trial
from vehicles.patterns import compile_patterns
from vehicles.plate_families import Family, Plate, indian_key, parse_indian
from vehicles.plate_text import MAX_PLATE_LENGTH, clean

__all__ = [
    "INDIA",
    "PlateReading",
    "PlateRules",
    "RuleMode",
    "clean",
    "parse",
    "plate_key",
    "read_plate",
]

STRICT_EXPRESSION = re.compile(r"^[A-Z]{2}[0-9]{2}[A-Z]{1,2}[0-9]{4}$")


class RuleMode(StrEnum):
    STRICT = "strict"
    INDIA = "india"
    PATTERNS = "patterns"


@dataclass(frozen=True, slots=True)
class PlateRules:
    """What a site calls a legal plate. Raises ValueError for patterns that may not be used."""

    mode: RuleMode = RuleMode.INDIA
    patterns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.mode is RuleMode.PATTERNS:
            compile_patterns(self.patterns)


INDIA = PlateRules()


@dataclass(frozen=True, slots=True)
class PlateReading:
    """A text under a site's rules: `plate` where it is legal as read, `corrections` where not."""

    text: str
    key: str
    plate: Plate | None
    corrections: tuple[Correction, ...] = ()


def read_plate(raw: str, rules: PlateRules = INDIA) -> PlateReading:
    """The reading of any text; one that is no legal plate is its own key, so lists still apply."""
    text = clean(raw)
    plate = _parse(text, rules)
    corrections = () if plate or not text else _corrections(text, rules)
    key = plate.key if plate else indian_key(text)
    return PlateReading(text, key, plate, corrections)


def parse(raw: str, rules: PlateRules = INDIA) -> Plate | None:
    """The legal plate that a text is, or None."""
    return _parse(clean(raw), rules)


def plate_key(raw: str) -> str:
    """What lists compare by; "" only where the text holds no letter and no digit."""
    return indian_key(clean(raw))


def _parse(text: str, rules: PlateRules) -> Plate | None:
    if not text or len(text) > MAX_PLATE_LENGTH:
        return None
    if rules.mode is RuleMode.PATTERNS:
        return _parse_own(text, rules.patterns)
    if rules.mode is RuleMode.STRICT:
        return _parse_strict(text)
    return parse_indian(text)


def _parse_own(text: str, patterns: tuple[str, ...]) -> Plate | None:
    if any(pattern.fullmatch(text) for pattern in compile_patterns(patterns)):
        return Plate(text, indian_key(text), Family.OWN_PATTERN)
    return None


def _parse_strict(text: str) -> Plate | None:
    if STRICT_EXPRESSION.fullmatch(text):
        return parse_indian(text) or Plate(text, text, Family.STANDARD, text[:2])
    return None


def _corrections(text: str, rules: PlateRules) -> tuple[Correction, ...]:
    if len(text) > MAX_PLATE_LENGTH:
        return ()
    correct = correct_by_trial if rules.mode is RuleMode.PATTERNS else correct_by_position
    return correct(lambda candidate: _parse(candidate, rules), text)
