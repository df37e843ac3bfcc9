"""Which family of Indian number plates a text belongs to, and its canonical key.

"TS" and "TG" stay two states: a key is never moved from one to the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vehicles.plate_forms import EXAMPLES, FORMS, SHORT_NUMBER, Family, Form

__all__ = ["EXAMPLES", "FORMS", "Family", "Form", "Plate", "indian_key", "parse_indian"]


@dataclass(frozen=True, slots=True)
class Plate:
    """A legal plate: `text` as read, `key` to compare by (code padded to 2, number to 4)."""

    text: str
    key: str
    family: Family
    state: str = ""


# The few whose keys differ from their texts; a text of any other family is none of theirs.
_PADDED = (
    *(form.expression for form in FORMS if "number" in form.expression.groupindex),
    SHORT_NUMBER,
)


def parse_indian(text: str) -> Plate | None:
    """The plate that a cleaned text is, or None; the first family that fits wins."""
    for form in FORMS:
        if found := form.expression.fullmatch(text):
            return _plate(form, found)
    return None


def indian_key(text: str) -> str:
    """The key of the plate that a cleaned text is, and of any other text the text itself."""
    for expression in _PADDED:
        if found := expression.fullmatch(text):
            return _key(text, found.groupdict())
    return text


def _plate(form: Form, found: re.Match[str]) -> Plate:
    parts = found.groupdict()
    return Plate(found.string, _key(found.string, parts), form.family, parts.get("state", ""))


def _key(text: str, parts: dict[str, str]) -> str:
    """Padded where the law lets figures be left out; the text itself in all other families."""
    if "number" not in parts:
        return text
    code = f"{int(parts['code']):02d}" if "code" in parts else ""
    return f"{parts.get('state', '')}{code}{parts['series']}{int(parts['number']):04d}"
